"""The front door: exact look-ups are answered here, before the command line parser is imported.

`quick` only recognises; whatever it does not recognise, an unknown key or a stale store included,
goes to the commands, which give the one true answer.
"""

import sys

KINDS = {
    "stat": "metric",
    "policy": "policy",
    "qualification": "qualification",
    "profile": "expert",
    "programme": "programme",
    "source": "source",
}
"""Command → the kind of fact that it asks for."""


def main() -> int:
    """Run `talent` with the arguments of the process; return its exit code."""
    import gc

    # An answer is over before there is anything to collect; looking for it costs a twentieth.
    gc.disable()
    answer = quick(sys.argv[1:])
    if answer is None:
        gc.enable()
        from talentcli.cli.app import run

        return run()
    from talentcli.show import emit

    return emit.write([answer], json=sys.argv[-1] == "--json")


def quick(arguments: list[str]) -> str | None:
    """Return the answer to `COMMAND KEY… --json`, `get KEY…`, `--version` or `--complete WORD…`.

    None for all else.
    """
    if arguments == ["--version"]:
        from talentcli import __version__

        return f"talent {__version__}\n"
    if arguments[:1] == ["--complete"]:
        from talentcli.cli.complete import lines

        return lines(arguments[1:])
    command, keys = arguments[:1], arguments[1:]
    wants_json = keys[-1:] == ["--json"]
    if wants_json:
        keys.pop()
    if not keys or any(key.startswith("-") for key in keys):
        return None
    if command == ["get"] and not wants_json:
        return looked_up(keys, None)
    if wants_json and command and command[0] in KINDS:
        return looked_up(keys, KINDS[command[0]])
    return None


def looked_up(keys: list[str], kind: str | None) -> str | None:
    """The records of the keys as JSON, without a kind their bare fields; None to fall through."""
    from talentcli.ask import exact
    from talentcli.store.open import fact_folders, open_fresh

    store = open_fresh(fact_folders())
    if store is None:
        return None
    answers: list[str] = []
    for key in keys:
        answer = exact.field(store, key) if kind is None else exact.record(store, key, kind)
        if answer is None:
            return None
        answers.append(answer)
    if kind is None:
        return "\n".join([*answers, ""])
    return answers[0] + "\n" if len(answers) == 1 else "[\n" + ",\n".join(answers) + "\n]\n"


if __name__ == "__main__":
    sys.exit(main())
