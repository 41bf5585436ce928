"""Cached responses: what rows share is stored once, and still says what each of them said."""

from __future__ import annotations

import pytest

from dashboard.credentials.services import connection_of
from dashboard.gateway import services as gateway
from dashboard.gateway.cache import response_cache
from dashboard.upstream.contract import operation

STREAM = operation("focus.stream_time_blocks")


def read_back(alice, rows):
    """The rows after they were kept."""
    connection = connection_of(alice, "focus")
    response_cache.store(connection, STREAM, {}, rows, 1.0, 0.0)
    return response_cache.load(response_cache.key(connection, STREAM, {})).data


@pytest.mark.django_db
def test_equal_tasks_are_one(alice):
    first, second = read_back(alice, [{"id": n, "task": {"id": 7, "name": "Review"}} for n in (1, 2)])
    assert first["task"] == {"id": 7, "name": "Review"}
    assert first["task"] is second["task"]


@pytest.mark.django_db
def test_names_are_those_of_tasks_that_have_one(alice):
    tasks = [None, {"id": 7}, {"id": 8, "name": "A"}]
    block = {"task_id": 8, "start": "2026-03-29T12:00:00Z"}
    read_back(alice, [{**block, "id": number, "task": task} for number, task in enumerate(tasks, 1)])
    assert gateway.names(alice)["task_id"] == {8: "A"}


@pytest.mark.django_db
def test_what_was_asked_before_a_write_and_answered_after_it_is_stale(alice):
    connection = connection_of(alice, "focus")
    response_cache.mark_stale(connection, STREAM, 2.0)
    assert response_cache.store(connection, STREAM, {}, [], now=3.0, since=1.0).is_stale


@pytest.mark.django_db
def test_tasks_that_differ_stay_apart(alice):
    names = [row["task"]["name"] for row in read_back(alice, [{"task": {"id": 7, "name": n}} for n in "AB"])]
    assert names == ["A", "B"]
