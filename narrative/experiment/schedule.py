"""Runs in processes of their own: as many at a time as cores and memory allow, none sharing unfinished work with another."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from multiprocessing import parent_process as find_parent
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Thread
from typing import Any

from narrative.errors import NarrativeError
from narrative.experiment.perform import Task, count_cores, perform_run

# What a run is taken to need before one has shown how much it does.
FIRST_MB = 1500
FAILURES = "failures"
# Imported once, by the process that all runs are forked from: each then starts in a tenth of a second, not in several.
# Bertopic is left out: clustering imports it without most of what it asks for, which takes a tenth of the time.
PRELOADED = ("narrative.pipeline", "torch", "sklearn.feature_extraction.text", "trafilatura", "dateparser")
Numbered = tuple[int, Task]


@dataclass(frozen=True, slots=True)
class Job:
    """A run in progress, and the end of the pipe on which its process reports."""

    number: int
    task: Task
    process: Any
    reports: Connection


@dataclass
class Limits:
    """How many runs go at a time (0: one per core), and the most memory that one is known to need."""

    workers: int = 0
    need_mb: int = FIRST_MB

    def allow_another(self, running: int) -> bool:
        """Say whether one more run may start beside *running* others; the first always may."""
        if running == 0:
            return True
        free = measure_free_memory()
        enough = free is not None and free >= self.need_mb * (running + 1)
        return running < (self.workers or count_cores()) and enough


def perform_all(tasks: Sequence[Numbered], limits: Limits, done: Callable[[int, str], None]) -> None:
    """Run all *tasks*, calling *done* with the number of each as it ends and with why it failed ("" if it did not).

    A failing run, or a process that dies, is told and the others go on. The processes end with this one.
    """
    context: Any = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(list(PRELOADED))
    waiting, finished = list(tasks), set[str]()
    running: list[Job] = []
    try:
        while waiting or running:
            while limits.allow_another(len(running)) and (chosen := choose_next(waiting, running, finished)):
                waiting.remove(chosen)
                running.append(_start(context, chosen))
            ready = wait([job.reports for job in running])
            for job in [job for job in running if job.reports in ready]:
                running.remove(job)
                finished.update(job.task.work.values())
                done(job.number, _collect(job))
    finally:
        for job in running:
            job.process.kill()
            job.process.join()


def choose_next(waiting: Sequence[Numbered], running: Sequence[Job], finished: set[str]) -> Numbered | None:
    """Return the first waiting run that would not compute what a running one is computing, None where there is none."""
    busy = {key for job in running for key in job.task.work.values()} - finished
    return next((item for item in waiting if busy.isdisjoint(item[1].work.values())), None)


def _start(context: Any, item: Numbered) -> Job:
    number, task = item
    reports, tell = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(task, tell), daemon=False)
    process.start()
    tell.close()  # the only other end is the child's: its death is seen as the end of the pipe
    return Job(number, task, process, reports)


def _work(task: Task, tell: Connection) -> None:
    """Do one run in a process of its own, and tell how it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent alone answers Ctrl-C
    Thread(target=_end_with_parent, daemon=True).start()
    error, trace = "", task.shared / FAILURES / f"{task.folder.name}.txt"
    trace.unlink(missing_ok=True)
    try:
        perform_run(task)
    except NarrativeError as failure:
        error = str(failure)
    except Exception as failure:  # noqa: BLE001 - a bug in one run must not take the others with it; its traceback is kept
        error = f"{type(failure).__name__}: {failure}; the traceback is in {FAILURES}/{trace.name}"
        trace.parent.mkdir(exist_ok=True)
        trace.write_text(traceback.format_exc(), encoding="utf-8")
    tell.send(error)
    tell.close()


def _end_with_parent() -> None:
    """Die when the parent does, killed or not: an orphan would write into folders that the next call works on."""
    parent = find_parent()
    if parent:
        parent.join()
        os._exit(1)


def _collect(job: Job) -> str:
    try:
        error = str(job.reports.recv())
    except EOFError:
        error = ""
        job.process.join()
        code = job.process.exitcode
        if code:
            how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
            error = f"the process {how}; free some memory or set workers: 1, and run it again"
    job.process.join()
    job.reports.close()
    return error


def measure_free_memory() -> int | None:
    """Return the memory that can be had without swapping, in megabytes; None where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        amounts: Mapping[str, str] = dict(line.split(":", 1) for line in lines)
        return int(amounts["MemAvailable"].split()[0]) >> 10
    except (OSError, KeyError, ValueError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    except (AttributeError, ValueError, OSError):
        return None
