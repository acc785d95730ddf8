"""Categories, projects and the rules between them, with a preview of a change, history and undo."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from naming import category_key
from naming.categories import OwnCategory
from naming.categories import checked as checked_category
from naming.rules import InvalidRuleError, Rule, checked, match_key
from service.api.etags import IF_MATCH, check_match
from service.api.operations import Operation, json_response, read_input
from service.api.problems import ProblemError
from service.api.state import state_of
from service.categories import answers, store, usage
from service.categories.store import RulesChangedError, RuleVersion
from service.database.pool import Connection, all_rows
from service.errors import InputError
from service.schemas import categories as types
from service.schemas.jobs import NoInput
from service.schemas.problem_kinds.domain import InvalidRules, NothingToUndo
from service.schemas.problem_kinds.requests import ChangedMeanwhile, NotTransformed
from service.schemas.problems import ProblemDetail


async def list_categories(request: Request) -> Response:
    """Return the categories of the last transform in their order."""
    async with state_of(request).pool.connection() as connection:
        rows = await all_rows(connection, usage.SQL["categories"])
        rules = await store.newest(connection)
    own = {category_key(one.category) for one in rules.categories}
    return json_response(types.Categories(categories=[answers.category_answer(row, own) for row in rows]))


async def list_projects(request: Request) -> Response:
    """Return the projects with their time, category and rule."""
    async with state_of(request).pool.connection() as connection:
        found = await usage.projects(connection)
        return json_response(answers.projects_answer(found, await usage.idle_rules(connection)))


async def show_rules(request: Request) -> Response:
    """Return the rules that count."""
    async with state_of(request).pool.connection() as connection:
        return _rules(await store.newest(connection))


async def put_rules(request: Request) -> Response:
    """Write the next version of the rules; they count from the next transform on."""
    given = await read_input(request, types.CategoryRulesInput)
    async with state_of(request).pool.connection() as connection:
        current = await store.newest(connection)
        wanted = _wanted(current, given)
        return _rules(await _save(connection, wanted, expected=_expected(request, current)))


async def preview_rules(request: Request) -> Response:
    """Return what the rules would change; nothing is written."""
    given = await read_input(request, types.CategoryRulesInput)
    async with state_of(request).pool.connection() as connection:
        current = await store.newest(connection)
        found = await usage.preview(connection, _wanted(current, given), expected=current.version)
    return json_response(answers.preview_answer(found))


async def rules_history(request: Request) -> Response:
    """Return every version of the rules."""
    async with state_of(request).pool.connection() as connection:
        found = await store.history(connection)
    return json_response(types.CategoryRulesHistory(versions=[answers.rules_answer(one) for one in found]))


async def undo_rules(request: Request) -> Response:
    """Take back the last change of the rules; again, the one before it."""
    await read_input(request, NoInput)
    async with state_of(request).pool.connection() as connection:
        try:
            current, wanted = await store.undone(connection)
        except InputError as error:
            raise ProblemError(NothingToUndo(), str(error)) from None
        return _rules(await _save(connection, replace(wanted, origin="api"), expected=_expected(request, current)))


def _rules(version: RuleVersion) -> Response:
    return json_response(answers.rules_answer(version), headers={"ETag": _etag(version)})


def _etag(version: RuleVersion) -> str:
    return f'"{version.version}"'


async def _save(connection: Connection, wanted: RuleVersion, *, expected: int) -> RuleVersion:
    try:
        return await store.save(connection, wanted, expected=expected)
    except RulesChangedError as error:
        raise ProblemError(ChangedMeanwhile(), str(error)) from None


def _expected(request: Request, current: RuleVersion) -> int:
    """Return the version that the caller has seen, by If-Match; without one the newest.

    Raises:
        ProblemError: 412 where that is not the newest.
    """
    check_match(request, _etag(current))
    return current.version


def _wanted(current: RuleVersion, given: types.CategoryRulesInput) -> RuleVersion:
    """Return the version that a body stands for.

    Raises:
        ProblemError: 422 with a pointer to each part that cannot be used.
    """
    problems: list[ProblemDetail] = []
    rules = []
    seen: set[tuple[str, str]] = set()
    for place, one in enumerate(given.rules):
        try:
            rule = checked(Rule(one.match_type, one.match_value, one.category))
        except InvalidRuleError as error:
            problems.append(_problem(f"/rules/{place}", error))
            continue
        if (match := (rule.match_type, match_key(rule))) in seen:
            detail = "An earlier rule has the same match; keep one of them."
            problems.append(ProblemDetail(pointer=f"/rules/{place}/matchValue", detail=detail, code="duplicate"))
        seen.add(match)
        rules.append(rule)
    categories = _categories(given.categories, problems) if given.categories is not None else current.categories
    if problems:
        raise ProblemError(InvalidRules(), "The rules cannot be used.", errors=problems)
    return replace(
        current,
        origin="api",
        note=f"{len(rules)} rules",
        restores=None,
        rules=rules,
        rule_sets=current.rule_sets if given.rule_sets is None else list(dict.fromkeys(given.rule_sets)),
        categories=categories,
    )


def _categories(given: list[types.OwnCategoryInput], problems: list[ProblemDetail]) -> list[OwnCategory]:
    found: dict[str, OwnCategory] = {}
    for place, one in enumerate(given):
        try:
            own = checked_category(OwnCategory(one.category, one.group, one.order, one.color))
        except InvalidRuleError as error:
            problems.append(_problem(f"/categories/{place}", error))
            continue
        if category_key(own.category) in found:
            detail = "An earlier category has the same name; keep one of them."
            problems.append(ProblemDetail(pointer=f"/categories/{place}/category", detail=detail, code="duplicate"))
        found[category_key(own.category)] = own
    return list(found.values())


def _problem(pointer: str, error: InvalidRuleError) -> ProblemDetail:
    name = {"match_type": "matchType", "match_value": "matchValue"}.get(error.column, error.column)
    return ProblemDetail(pointer=f"{pointer}/{name}", detail=f"It {error}" if str(error)[0].islower() else str(error))


def operations() -> list[Operation]:
    """Return these operations."""
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/categories",
            name="listCategories",
            summary="The categories in their order",
            handler=list_categories,
            answers={200: types.Categories},
            problems=(NotTransformed,),
        ),
        Operation(
            method="GET",
            scope="read",
            path="/api/projects",
            name="listProjects",
            summary="Projects with their time, category and rule, unassigned ones first",
            handler=list_projects,
            answers={200: types.Projects},
            problems=(NotTransformed,),
        ),
        *_rule_operations(),
        *_history_operations(),
    ]


def _rule_operations() -> list[Operation]:
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/categories/rules",
            name="showCategoryRules",
            summary="The category rules that count",
            handler=show_rules,
            answers={200: types.CategoryRules},
        ),
        Operation(
            method="PUT",
            scope="edit",
            path="/api/categories/rules",
            name="setCategoryRules",
            summary="Write the next version of the category rules; they count from the next transform on",
            handler=put_rules,
            body=types.CategoryRulesInput,
            body_required=True,
            parameters=(IF_MATCH,),
            answers={200: types.CategoryRules},
            problems=(ChangedMeanwhile, InvalidRules),
        ),
        Operation(
            method="POST",
            scope="run",
            path="/api/categories/rules/preview",
            name="previewCategoryRules",
            summary="What category rules would change; nothing is written",
            handler=preview_rules,
            body=types.CategoryRulesInput,
            body_required=True,
            answers={200: types.CategoryPreview},
            problems=(NotTransformed, InvalidRules, ChangedMeanwhile),
        ),
    ]


def _history_operations() -> list[Operation]:
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/categories/rules/history",
            name="categoryRulesHistory",
            summary="Every version of the category rules",
            handler=rules_history,
            answers={200: types.CategoryRulesHistory},
        ),
        Operation(
            method="POST",
            scope="edit",
            path="/api/categories/rules/undo",
            name="undoCategoryRules",
            summary="Take back the last change of the category rules",
            handler=undo_rules,
            body=NoInput,
            parameters=(IF_MATCH,),
            answers={200: types.CategoryRules},
            problems=(NothingToUndo, ChangedMeanwhile),
        ),
    ]
