"""Write an invented nation into a root, as files that could have been received."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from batt.errors import Problem, UsageError
from batt.paths import Root
from batt.registry import Registry, load
from batt.simulate import corrections as corrections_file
from batt.simulate.cells import as_cells
from batt.simulate.deliveries import Delivery, Layout, deliver, lay_out
from batt.simulate.dialects import national_dialect, provider_dialect
from batt.simulate.faults import soil_tables
from batt.simulate.forms import receive
from batt.simulate.merger import delivered_by_successor
from batt.simulate.nation import OWNER, Nation, invent, tables_of
from batt.simulate.plan import EvaluationPlan, Plan
from batt.simulate.targets import wrong_targets
from batt.simulate.truth import describe_truth
from batt.simulate.write import write_csv, write_rows, write_workbook

_MARKER = "The years in this folder are invented: batt simulate, seed {seed}. No person or firm exists.\n"
# Nineteen counties; from 2018 on they were merged and split.
_FIRST_YEAR, _LAST_YEAR = 1990, 2017
_FEWEST_PROVIDERS, _FEWEST_PARTICIPANTS = 6, 200


def simulate(
    root: Root | Path,
    *,
    providers: int = 24,
    participants: int = 3000,
    years: Sequence[int] = (2012, 2013, 2014, 2015),
    seed: int = 1,
    clean: bool = False,
    evaluation: EvaluationPlan | None = None,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Invent a nation with planted truths and write its raw files, ``truth.json`` and ``SIMULATED``.

    Whatever was simulated into the root before is removed first. The same arguments give the same bytes.

    Parameters
    ----------
    providers
        Number of providers.
    participants
        Courses open in a year, all providers together; what is drawn lies around it.
    years
        Reporting years, consecutive.
    clean
        Write the same data without faults, and nothing late or twice; layouts and dialects stay.
    evaluation
        What the evaluation of quality work finds; the plan's own findings when not given.
    progress
        Called with a line for each year written.

    Raises
    ------
    UsageError
        The root holds raw years or corrections that were not simulated, or a number is out of range.
    """
    root = root if isinstance(root, Root) else Root(root)
    plan = Plan(
        providers=providers,
        participants=participants,
        years=tuple(years),
        seed=seed,
        evaluation=evaluation or EvaluationPlan(),
    )
    _check_plan(plan)
    _make_room(root)
    root.raw_folder.mkdir(parents=True, exist_ok=True)
    # The marker comes first: a run that is broken off must leave no years that look real.
    root.simulated_marker.write_bytes(_MARKER.format(seed=seed).encode())
    registry, nation = load(), invent(plan)
    layout = lay_out(plan, nation.providers)
    corrections: list[pd.DataFrame] = []
    manifest: list[tuple[str, str, str, str]] = []
    for year in plan.years:
        deliveries, corrected = _year(nation, layout, registry, year, is_faulty=not clean)
        corrections.append(corrected)
        for delivery in deliveries:
            _write(root.raw(year), delivery, registry, year)
            manifest.append((str(year), delivery.provider_id, delivery.path, delivery.received.isoformat()))
        if progress is not None:
            progress(f"{year}: {len(deliveries)} files")
    write_rows(root.manifest, ("year", "provider_id", "file", "received"), manifest)
    if not clean:
        rows = pd.concat(corrections).itertuples(index=False, name=None)
        write_rows(root.corrections, corrections_file.COLUMNS, rows)
    truth = json.dumps(describe_truth(nation, is_clean=clean), ensure_ascii=False, indent=2)
    root.truth.write_bytes(f"{truth}\n".encode())
    return plan


def received_cells(
    nation: Nation, registry: Registry, year: int, *, is_faulty: bool
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Return the year's tables as text cells, and the corrections that go with their faults."""
    received = receive(nation.plan, nation.providers, year, is_late_allowed=is_faulty)
    tables = tables_of(nation, year, received)
    cells = {name: as_cells(frame, registry.table(name), year) for name, frame in tables.items()}
    if not is_faulty:
        return cells, pd.DataFrame(columns=list(corrections_file.COLUMNS))
    is_year_of_merger = year == nation.merger.year
    spared = nation.merger.spell_ids if is_year_of_merger else ()
    soiled, corrected = soil_tables(cells, registry, nation.plan.seed, year, spared)
    wrong = wrong_targets(tables["targets"])
    planted = {"targets": as_cells(wrong, registry.table("targets"), year)}
    if is_year_of_merger:
        planted["spells"] = delivered_by_successor(cells["spells"], nation.merger, OWNER)
    added = {name: pd.concat([soiled[name], rows], ignore_index=True) for name, rows in planted.items()}
    return soiled | added, corrected


def _year(
    nation: Nation, layout: Layout, registry: Registry, year: int, *, is_faulty: bool
) -> tuple[list[Delivery], pd.DataFrame]:
    cells, corrected = received_cells(nation, registry, year, is_faulty=is_faulty)
    received = receive(nation.plan, nation.providers, year, is_late_allowed=is_faulty)
    return deliver(layout, cells, received, registry, year, is_faulty=is_faulty), corrected


def _write(folder: Path, delivery: Delivery, registry: Registry, year: int) -> None:
    path = folder / delivery.path
    if path.suffix == ".xlsx":
        sheets = [(registry.table(name), cells) for name, cells in delivery.tables.items()]
        write_workbook(path, sheets, year, is_indented=int(delivery.provider_id[1:]) % 2 == 0)
        return
    for name, cells in delivery.tables.items():
        table = registry.table(name)
        own = delivery.provider_id
        dialect = provider_dialect(own) if own else national_dialect(table.raw_name, year)
        write_csv(path, cells, table, year, dialect)


def _check_plan(plan: Plan) -> None:
    """Refuse a nation that cannot be invented."""
    problems, years = [], plan.years
    if plan.providers < _FEWEST_PROVIDERS or plan.providers > 9000:
        problems.append(Problem("--providers", f"{plan.providers}", f"Expected {_FEWEST_PROVIDERS} to 9000."))
    if plan.participants < _FEWEST_PARTICIPANTS:
        expected = f"Expected {_FEWEST_PARTICIPANTS} or more."
        problems.append(Problem("--participants", f"{plan.participants}", expected))
    if not years or list(years) != list(range(years[0], years[-1] + 1)):
        problems.append(Problem("--years", f"{list(years)}", "Expected years in a row, such as 2012-2015."))
    elif years[0] < _FIRST_YEAR or years[-1] > _LAST_YEAR:
        expected = f"Expected years from {_FIRST_YEAR} to {_LAST_YEAR}, for the counties of that time."
        problems.append(Problem("--years", f"{list(years)}", expected))
    if problems:
        raise UsageError(problems)


def _make_room(root: Root) -> None:
    """Remove what was simulated before; refuse where anything else is there."""
    found = [root.raw(year) for year in root.raw_years()]
    found += [path for path in (root.manifest, root.corrections) if path.exists()]
    if not root.is_simulated and found:
        raise UsageError(
            [
                Problem(
                    root.relative(path),
                    "received data are here already",
                    "Invented years must never stand beside real ones.",
                    "Choose another folder with --root.",
                )
                for path in found
            ]
        )
    for path in (root.raw_folder, root.corrections, root.truth):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
