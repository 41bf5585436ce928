"""What people would put there with asyncio: FastAPI and httpx, the caller's token replaced by the secret."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from fastapi import FastAPI, HTTPException, Request, Response

SECRETS = json.loads(Path(os.environ["PEER_TOKENS"]).read_text())


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep connections to the upstream."""
    async with httpx.AsyncClient(base_url=os.environ["PEER_UPSTREAM"], timeout=8) as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/bff/track/{path:path}")
async def proxy(path: str, request: Request) -> Response:
    """Pass a read on as the caller's account."""
    secret = SECRETS.get(request.headers.get("authorization", "")[7:])
    if not secret:
        raise HTTPException(401)
    answer = await request.app.state.client.get(f"/{path}", auth=(secret, "api_token"))
    return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))
