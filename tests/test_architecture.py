"""The shape of the library: imports run one way, and modules stay small and documented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "dedup"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Part -> the parts that its modules may import while they are loaded, itself always included.
GROUND = {"errors", "document", "collector"}
WINGS = GROUND | {"text", "machine"}
MEETING = WINGS | {"lsh", "diff", "store", "readers"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "document": {"errors"},
    "collector": set(),
    "records": GROUND,
    "readers": GROUND | {"records"},
    "evaluation": GROUND,
    "machine": set(),
    "text": GROUND | {"machine"},
    "lsh": WINGS,
    "diff": WINGS,
    "store": GROUND | {"machine"},
    "syndication": MEETING,
    "report": MEETING | {"syndication"},
    "batches": MEETING | {"syndication"},
    "spark": MEETING | {"syndication", "batches"},
    "cli": MEETING | {"syndication", "report", "spark", "records", "evaluation"},
}
# A single module that may import more than the rest of its part.
DOORS = {
    "dedup.diff.collation": {"readers"},
}
# The package itself shows all public names, so that its parts must not import it in turn.
PUBLIC = "dedup"
# What functions may import of a part above their own when they are called.
OPENS_UPWARD = {"report"}
LONGEST = 400
# Besides those of `docs`; the changelog may speak of what is gone.
PAGES = ("README.md", "CONTRIBUTING.md")


class Import(NamedTuple):
    """A module of dedup that another one imports."""

    importer: str
    imported: str
    line: int
    when_called: bool


def name_of(path: Path) -> str:
    """The dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str:
    """The part of the library that a module belongs to: the name below ``dedup``.

    The command line has more than one module: ``cli``, ``cli_*`` and ``__main__``.
    """
    part = module.split(".")[1] if "." in module else PUBLIC
    return "cli" if part == "__main__" or part.startswith("cli_") else part


@cache
def parse(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def statements(
    node: ast.AST, *, when_called: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """All import statements below a node, and whether they wait for a call."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, when_called
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from statements(child, when_called=when_called or inside)


def is_module(name: str) -> bool:
    """Whether a dotted name is a module or package of dedup."""
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or path.is_dir()


def absolute(path: Path, statement: ast.ImportFrom) -> str:
    """The module that a ``from`` statement names, relative ones resolved."""
    if not statement.level:
        return statement.module or ""
    package = name_of(path).split(".")
    if path.name != "__init__.py":
        package.pop()
    base = package[: len(package) - statement.level + 1]
    return ".".join([*base, *([statement.module] if statement.module else [])])


def imports_of(path: Path) -> Iterator[Import]:
    """The modules of dedup that a module imports, wherever in it."""
    for statement, when_called in statements(parse(path)):
        if isinstance(statement, ast.Import):
            targets = [alias.name for alias in statement.names]
        else:
            module = absolute(path, statement)
            names = [f"{module}.{alias.name}" for alias in statement.names]
            targets = [name if is_module(name) else module for name in names]
        for target in targets:
            if target == PUBLIC or target.startswith(f"{PUBLIC}."):
                yield Import(name_of(path), target, statement.lineno, when_called)


def allowed(found: Import) -> bool:
    """Whether an import runs in the direction of the house."""
    part, other = part_of(found.importer), part_of(found.imported)
    if part in {other, PUBLIC}:
        return True
    if other == PUBLIC:
        return part == "cli"  # the top may use what a user sees
    if found.when_called and other in OPENS_UPWARD:
        return True
    return other in ALLOWED[part] | DOORS.get(found.importer, set())


IMPORTS = [found for path in MODULES for found in imports_of(path)]
modules = pytest.mark.parametrize(
    "path", [pytest.param(path, id=name_of(path)) for path in MODULES]
)


class TestDirection:
    def test_imports_are_seen(self) -> None:
        """The test reads the imports that are there, so that it cannot pass by seeing none."""
        seen = {(found.importer, found.imported) for found in IMPORTS}
        assert ("dedup.lsh.shingles", "dedup.text.words") in seen
        assert ("dedup.syndication.texts", "dedup.diff.profile") in seen
        assert ("dedup", "dedup.syndication.find") in seen

    def test_every_part_has_its_place(self) -> None:
        """A new part of the library has to be given its place among the others."""
        assert {part_of(name_of(path)) for path in MODULES} - {PUBLIC} <= set(ALLOWED)

    def test_the_directions_have_no_cycle(self) -> None:
        """The parts can be put in an order in which each imports only what stands before it."""
        left, placed = dict(ALLOWED), set[str]()
        while left:
            ready = {part for part, below in left.items() if below <= placed}
            assert ready, left
            placed |= ready
            left = {part: below for part, below in left.items() if part not in ready}

    @modules
    def test_imports_run_one_way(self, path: Path) -> None:
        """A module imports only from its own part and the parts below it."""
        wrong = [found for found in imports_of(path) if not allowed(found)]
        assert wrong == []

    @pytest.mark.parametrize(("wing", "other"), [("lsh", "diff"), ("diff", "lsh")])
    def test_the_wings_do_not_know_each_other(self, wing: str, other: str) -> None:
        """Finding candidates and comparing documents do not import each other, even when called."""
        assert not [
            found
            for found in IMPORTS
            if part_of(found.importer) == wing and part_of(found.imported) == other
        ]

    def test_modules_import_each_other_in_no_circle(self) -> None:
        """What modules import while they are loaded makes no circle, within a part either."""
        below: dict[str, set[str]] = {name_of(path): set() for path in MODULES}
        for found in IMPORTS:
            if not found.when_called and found.imported != found.importer:
                below[found.importer].add(found.imported)
        while below:
            ready = {module for module, needs in below.items() if not needs & below.keys()}
            assert ready, f"a circle among {sorted(below)}"
            below = {module: needs for module, needs in below.items() if module not in ready}


def is_there(name: str) -> bool:
    """Whether a dotted name is a module of dedup, or stands in one."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:count])
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if file.is_file():
            rest = parts[count:]
            return not rest or re.search(rf"\b{rest[0]}\b", file.read_text("utf-8")) is not None
    return False


class TestModules:
    @pytest.mark.parametrize(
        "path",
        [
            pytest.param(path, id=str(path.relative_to(ROOT)))
            for path in [
                *MODULES,
                *(ROOT / page for page in PAGES),
                *sorted(ROOT.glob("docs/*.md")),
            ]
        ],
    )
    def test_what_is_named_is_there(self, path: Path) -> None:
        """Modules and functions that a docstring or a page refers to by their whole name exist."""
        named = re.findall(r"`(dedup(?:\.\w+)+)", path.read_text(encoding="utf-8"))
        assert [name for name in named if not is_there(name)] == []

    @modules
    def test_module_says_what_it_is(self, path: Path) -> None:
        """Every module has a docstring."""
        assert ast.get_docstring(parse(path))

    @modules
    def test_module_is_short(self, path: Path) -> None:
        """No module has more than 400 lines."""
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST

    @modules
    def test_no_pickle(self, path: Path) -> None:
        """Nothing reads or writes pickles, not through numpy either."""
        tree = parse(path)
        names = {
            alias.name.split(".")[0]
            for statement, _ in statements(tree)
            for alias in statement.names
        } | {
            (statement.module or "").split(".")[0]
            for statement, _ in statements(tree)
            if isinstance(statement, ast.ImportFrom)
        }
        assert not names & {
            "pickle",
            "cPickle",
            "_pickle",
            "cloudpickle",
            "dill",
            "joblib",
            "shelve",
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert isinstance(node.value, ast.Constant)
                assert node.value.value is False

    @modules
    def test_public_names_exist(self, path: Path) -> None:
        """What a module lists in ``__all__`` is defined or imported in it, and listed once."""
        tree = parse(path)
        listed: list[str] = []
        defined: set[str] = set()
        # An optional dependency is imported where its absence can be explained, and what comes
        # when it is asked for is imported for the type checker.
        inside = [n for node in tree.body if isinstance(node, ast.Try | ast.If) for n in node.body]
        for node in [*tree.body, *inside]:
            match node:
                case ast.Assign(targets=[ast.Name(id="__all__")]):
                    listed = ast.literal_eval(node.value)
                case ast.Assign(targets=targets):
                    found = (sub for target in targets for sub in ast.walk(target))
                    defined |= {sub.id for sub in found if isinstance(sub, ast.Name)}
                case ast.AnnAssign(target=ast.Name(id=name)):
                    defined.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    defined.add(name)
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    defined |= {alias.asname or alias.name.split(".")[0] for alias in names}
        assert sorted(set(listed)) == sorted(listed)
        assert set(listed) <= defined
