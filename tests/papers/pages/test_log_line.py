"""A line of a log is printed as it is."""

from io import StringIO

from rich.console import Console

from papers.pages.log_line import log_line


def test_a_line_is_printed_as_it_is() -> None:
    out = StringIO()
    console = Console(file=out, width=20, force_terminal=True, color_system="standard")
    text = "A [bold]word[/bold] and 12 numbers, longer than the console is wide"
    log_line(console, text)
    assert out.getvalue() == text + "\n"
    log_line(console, "12", style="bold")
    assert out.getvalue() == text + "\n\x1b[1m12\x1b[0m\n"
