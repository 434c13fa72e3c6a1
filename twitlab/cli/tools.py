"""Measure the parts, and examine the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twitlab.cli.app import InWorkspace, app, named


@app.command()
def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Which benches; all if none is named."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Less than a minute, and 1 GB.")] = False,
    json_only: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw the ratios to a new .svg or .png.")
    ] = None,
) -> None:
    """Measure how fast the parts are, against other packages on the same work.

    In full this takes some fifteen minutes and, for the graph, 12 GB of memory.
    """
    import json
    import time

    from twitlab.bench.run import as_json, load, machine_lines, ratios, run, show, this_machine
    from twitlab.ui.plots.bench import check_plot_file, write_ratios

    if plot is not None:
        check_plot_file(plot)
    machine = this_machine()
    running = run(load(list(dict.fromkeys(names or ()))), quick, time.perf_counter_ns)
    if json_only:
        found = list(running)
        print(json.dumps(as_json(machine, quick, found), indent=2))
    else:
        found = show(running, lambda line: print(line, flush=True))
        print("", *machine_lines(machine), sep="\n")
    if plot is not None:
        write_ratios(ratios(found), machine_lines(machine), plot)


@app.command()
def doctor(ctx: typer.Context, workspace: InWorkspace = None) -> None:
    """Examine what twitlab stands on. Exit code 1 if something fails."""
    from twitlab.course.doctor.doctor import examinations
    from twitlab.course.terminal.report import finding_report, terminal
    from twitlab.course.workspace.find import workspace_root

    console, found = terminal(), []
    for each in examinations(workspace_root(named(ctx, workspace))):
        with console.status(f"{each.name} ..."):
            found.append(each())
        console.print(finding_report(found[-1]))
    failed = sum(each.state == "failed" for each in found)
    console.print(f"\n{failed} of {len(found)} failed" if failed else "\nAll is well", style="bold")
    raise typer.Exit(1 if failed else 0)
