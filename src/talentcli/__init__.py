"""talent: sourced facts about China's professional and technical workforce."""

__version__ = "0.1.0"
