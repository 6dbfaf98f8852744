"""The S3-compatible store beyond the contract: how it is named, and what it says when it does not answer."""

import pytest
from obstore.store import S3Store

from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.remote_objects import RemoteObjectStore
from bildstrom.runtime.stores import open_store

KEY = "raw/demo/2.25.1/2.25.1.0/2.25.1.0.1/0f4a.dcm"


async def test_an_s3_url_and_the_usual_variables_name_a_store(
    s3_endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"ENDPOINT_URL": s3_endpoint, "ALLOW_HTTP": "true", "ACCESS_KEY_ID": "x", "SECRET_ACCESS_KEY": "x"}
    for name, value in (told | {"REGION": "us-east-1"}).items():
        monkeypatch.setenv(f"AWS_{name}", value)
    store = open_store("s3://bildstrom/by-url")
    assert await store.put(KEY, b"x") is True
    assert [key async for key in store.keys("raw")] == [KEY]


async def test_a_store_that_does_not_answer_is_unavailable() -> None:
    store = RemoteObjectStore(
        S3Store(
            "bildstrom",
            endpoint="http://127.0.0.1:1",
            access_key_id="x",
            secret_access_key="x",
            region="us-east-1",
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )
    )
    for call in (store.put(KEY, b"x"), store.get(KEY), store.get(KEY, 5), store.exists(KEY), store.delete(KEY)):
        with pytest.raises(Unavailable) as raised:
            await call
        assert raised.value.dependency == "objects"
    with pytest.raises(Unavailable):
        await anext(aiter(store.keys("raw")))
