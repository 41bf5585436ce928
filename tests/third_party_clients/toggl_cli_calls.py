"""Every call and every command of togglCli 4.0.1 that reaches an operation of ours, told by `toggl.toggl.TOGGL_URL`."""

import tempfile
from pathlib import Path

from click.testing import CliRunner
from scenario import Scenario
from toggl import api, toggl, utils
from toggl.cli import commands
from toggl.utils import others

run = Scenario()
toggl.TOGGL_URL = run.base
home = Path(tempfile.mkdtemp()) / "togglrc"
home.write_text(
    f"[version]\nversion = 2.0\n[auth]\napi_token = {run.token}\n[options]\ntz = utc\nretries = 1\n", encoding="utf-8"
)
config = utils.Config.factory(str(home))


def command(*words: str) -> str:
    """Run a command as from a shell and return what it prints."""
    result = CliRunner().invoke(
        commands.cli, ["--simple", "--config", str(home), *words], obj={}, catch_exceptions=False
    )
    return result.output if result.exit_code == 0 else ""


run.call("are_credentials_valid", lambda: others.are_credentials_valid(api_token=run.token))
run.call("are_credentials_valid", lambda: others.are_credentials_valid(api_token="0" * 32), lambda valid: not valid)
if run.password:
    convert = others.convert_credentials_to_api_token
    run.call("convert_credentials_to_api_token", lambda: convert(run.email, run.password), lambda got: len(got) == 32)
run.call("UserSet.current_user", lambda: api.User.objects.current_user(config=config), lambda got: "@" in got.email)

for entity in (api.Organization, api.Workspace):
    name = entity.__name__
    first, *_ = run.call(f"{name}.objects.all", lambda entity=entity: entity.objects.all(config=config))
    run.call(f"{name}.objects.filter", lambda e=entity, one=first: e.objects.filter(name=one.name, config=config))
    run.call(
        f"{name}.objects.get",
        lambda e=entity, one=first: e.objects.get(name=one.name, config=config),
        lambda got, one=first: got.id == one.id,
    )

run.call("command workspaces ls", lambda: command("workspaces", "ls"), lambda said: len(said.splitlines()) >= 2)
run.finish()
