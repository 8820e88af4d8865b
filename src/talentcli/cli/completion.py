"""`talent completion`: the few lines by which a shell asks talent what may come next."""

from typing import Annotated, Literal

import typer

from talentcli.show import emit

BASH = """\
_talent() {
    local line
    COMPREPLY=()
    while IFS=$'\\t' read -r line _; do
        printf -v line %q "$line"
        COMPREPLY+=("$line")
    done < <(talent --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o nosort -F _talent talent
"""

ZSH = """\
#compdef talent
_talent() {
    local -a shown about
    local key text
    while IFS=$'\\t' read -r key text; do
        shown+=("$key")
        about+=("$key${text:+  $text}")
    done < <(talent --complete "${(@)words[2,CURRENT]}" 2>/dev/null)
    compadd -U -V talent -d about -a shown
}
compdef _talent talent
"""

FISH = """\
function __talent_complete
    set -l words (commandline -opc) (commandline -ct)
    talent --complete $words[2..] 2>/dev/null
end
complete -c talent -f -k -a '(__talent_complete)'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}

Shell = Annotated[Literal["bash", "zsh", "fish"], typer.Argument(help="bash, zsh or fish.")]


def completion(shell: Shell) -> int:
    """Completion for a shell: commands, options and keys.

    Example: eval "$(talent completion bash)"
    """
    return emit.write([SCRIPTS[shell]])
