"""What the figures are made of: the tables that are delivered, and which indicator needs which."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.registry import load
from batt.reports.fragment import Fragment
from batt.reports.method.cover import MethodPage


def sources(page: MethodPage) -> Fragment:
    """Show every table that can be delivered. One row per table."""
    words, registry = page.words, load()
    rows = [
        {
            "table": words(f"table_{table.name}"),
            "raw_name": table.raw_name,
            "required": words("yes_word" if table.is_required else "no_word"),
            "columns": len(table.columns),
            "key": ", ".join(table.key) or words("absent_mark"),
            "indicators": ", ".join(
                str(entry.number) for entry in registry.indicators if table.name in entry.tables
            )
            or words("absent_mark"),
        }
        for table in registry.tables
    ]
    return (
        page.section("sources", words("sources_title"), new_page=True)
        + page.text("sources_text", lang=page.lang)
        + page.table(
            publish_facts(pd.DataFrame(rows), why="the agreed form of deliveries"),
            id="tables-table",
            columns={
                "table": words("table_word"),
                "raw_name": words("file_name"),
                "required": words("required"),
                "columns": words("columns_n"),
                "key": words("key"),
                "indicators": words("needed_by"),
            },
            formats={"columns": "integer"},
            caption=words("sources_caption"),
        )
    )
