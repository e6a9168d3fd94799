"""The questions of a manifest: each run with each of its models and frameworks."""

from __future__ import annotations

import os

from . import _model
from ._accept import accept_all
from ._checker import Checker, Question
from ._failure import Failure
from ._files import Loaded, load
from ._line import Flags
from ._manifest import Manifest, Reader, Run
from ._material import material
from ._mesh import Given
from ._printable import quoted
from ._question import of_material
from ._request import quote


def of_manifest(k: Checker, file: Loaded) -> tuple[list[Question], list[Failure]]:
    """Makes the questions, and tells those that cannot be asked.

    Raises:
        Failure: It is no manifest, or flags stand beside it that say a run.
    """
    manifest = Reader(file, k.command).manifest()
    if k.says_run or k.about_files or k.model:
        raise Failure(f"{file.label}: a manifest says the runs: flags of sizes, files and models are no part of it")
    accept_all(k, manifest.accept)
    found: list[Question] = []
    failed: list[Failure] = []
    for run in manifest.runs:
        try:
            found += _of_run(k, manifest, run)
        except Failure as failure:
            failed.append(failure)
    return found, failed


def _of_run(k: Checker, manifest: Manifest, run: Run) -> list[Question]:
    """A file or a command is asked about the model and the framework that it names itself, unless the run says others."""
    models, frameworks = run.models, run.frameworks
    if run.of_settings:
        models = manifest.models if models is None else models
        frameworks = manifest.frameworks if frameworks is None else frameworks
        if not models:
            what = f"the run {quoted(run.name)} has no model: say models"
            raise Failure(f"{manifest.file.label}:{run.line}: {what}")
    return [
        question
        for framework in frameworks or [""]
        for named in models or [""]
        for question in _of_one(k, manifest, run, named, framework)
    ]


def _of_one(k: Checker, manifest: Manifest, run: Run, named: str, framework: str) -> list[Question]:
    file, said = manifest.file, list(run.said)
    if framework:
        said.append(Given("framework", quote(framework), f"{file.label}: frameworks"))
    folder = os.path.dirname(file.path)

    def beside(path: str) -> str:
        joined = os.path.normpath(os.path.join(folder, path))
        return joined if path != "-" and not os.path.isabs(path) and os.path.exists(joined) else path

    label = " · ".join(filter(None, (run.name, named, framework)))
    if run.of_settings:
        model = k.once(named, lambda: _model.read(beside(named), k.download, k.note))
        found = [Question(label, file.path, model=model)]
    else:
        read = Flags({**run.read, **({"with": [beside(path) for path in run.read["with"]]} if "with" in run.read else {})}, {})
        first = load(beside(run.file)) if run.file else None
        about = material(read, "", first, run.argv)
        about.say_world(said)
        found = of_material(k, label, first.path if first else file.path, about)
    for question in found:
        question.run, question.of, question.said = run.name, file, said
        if named and question.material is not None:
            question.named = beside(named)
    return found
