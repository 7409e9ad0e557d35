"""Chromium's own record of what its threads do, with the processor time of each task."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

# Marks of performance.mark and of navigation; and what each thread's loop runs.
CATEGORIES = ["blink.user_timing", "toplevel"]


@contextmanager
def watch_trace(page: Page) -> Iterator[list[dict]]:
    """Fill a list, at the end, with the events of the trace; times are microseconds."""
    session = page.context.new_cdp_session(page)
    events: list[dict] = []
    complete: list[dict] = []
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    session.on("Tracing.tracingComplete", lambda data: complete.append(data))
    session.send(
        "Tracing.start",
        {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": CATEGORIES}},
    )
    yield events
    session.send("Tracing.end")
    while not complete:
        page.wait_for_timeout(20)
    session.detach()


def thread_of(event: dict) -> tuple[int, int]:
    """The process and the thread of an event."""
    return event["pid"], event["tid"]


def tasks_of(events: list[dict]) -> list[dict]:
    """What the threads' loops ran: from `ts` on, `dur` by the clock, `tdur` of processor time."""
    return [event for event in events if event["ph"] == "X" and event["name"].endswith("RunTask")]


def page_tasks(events: list[dict]) -> list[dict]:
    """The tasks of the thread that pages share with their scripts."""
    main = {
        thread_of(event)
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    return [task for task in tasks_of(events) if thread_of(task) in main]
