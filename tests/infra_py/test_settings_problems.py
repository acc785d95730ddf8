"""Settings that cannot be used: one sentence for each, all of them together, and never a secret."""

from pathlib import Path
from typing import Any

import pytest

from infra_py.settings import PROJECT_DIR, SECRETS, SettingsError, read
from infra_py.settings.declared import read_defaults
from infra_py.settings.delivery import GOOGLE
from tests.infra_py.configured import REQUIRED, SOURCE, problems

GOOD_SECRETS = {"registryAuth": "me:hunter2", "databaseUrl": "postgresql://me:hunter2@db/x", "apiKey": "h" * 32}


@pytest.fixture(autouse=True)
def at_home(home: Path) -> Path:
    return home


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"tenancyId": "mine"}, "tenancyId=mine is not a valid tenancy OCID"),
        ({"compartmentId": "mine"}, "compartmentId=mine is not a valid compartment OCID"),
        ({"imageId": "latest"}, "imageId=latest is not a valid image OCID"),
        ({"imageId": REQUIRED["tenancyId"]}, "is not a valid image OCID"),
        ({"availabilityDomain": "AD-1"}, "availabilityDomain=AD-1 is not an availability domain; write its whole name"),
        ({"myIp": ""}, "myIp is not set; set it to your public address, which `curl"),
        ({"myIp": "0.0.0.0/0"}, "myIp=0.0.0.0/0 would open SSH to the whole internet"),
        ({"myIp": "128.0.0.0/1"}, "myIp=128.0.0.0/1 would open SSH to the whole internet"),
        ({"myIp": "somewhere"}, "myIp=somewhere is not an address or range"),
        ({"myIp": "2001:db8::1"}, "myIp=2001:db8::1 is IPv6"),
        ({"myIp": "9.9.9.9/24"}, "write the range as 9.9.9.0/24"),
        ({"consoleCidrs": "203.0.113.0/24"}, "consoleCidrs=203.0.113.0/24 is not a list; set it by `pulumi config set"),
        ({"consoleCidrs": ["0.0.0.0/0"]}, "0.0.0.0/0 opens the API to the whole internet"),
        ({"consoleCidrs": ["0.0.0.0/1"]}, "0.0.0.0/1 opens the API to the whole internet"),
        ({"apiPort": 22}, "apiPort=22 is the port of SSH"),
        (
            {"apiPort": 80, "allowPublicApi": True, "consoleCidrs": ["0.0.0.0/0"]},
            "apiPort=80 is the port of plain HTTP",
        ),
        ({"apiPort": 70000}, "apiPort=70000 is out of range"),
        ({"vcnCidr": "10.0.0.0/8"}, "vcnCidr=10.0.0.0/8 has a size that Oracle refuses"),
        ({"subnetCidr": "192.168.0.0/24"}, "subnetCidr=192.168.0.0/24 is not within vcnCidr=10.0.0.0/16"),
        ({"ocpus": "four"}, "ocpus=four is not a whole number"),
        ({"ocpus": "-1"}, "ocpus=-1 is out of range"),
        ({"ocpus": "9" * 4000}, "ocpus=" + "9" * 100 + "... is out of range"),
        ({"ocpus": "\uff14"}, "ocpus=\uff14 is not a whole number"),
        ({"ocpus": True}, "ocpus=True is not a whole number"),
        ({"ocpus": [4]}, "ocpus is not one value but a list or an object"),
        ({"ocpus": 0}, "ocpus=0 is out of range"),
        ({"ocpus": 2.5}, "ocpus=2.5 is not a whole number"),
        ({"memoryGb": 2}, "memoryGb=2 does not fit ocpus=4"),
        ({"ocpus": 1, "memoryGb": 65}, "memoryGb=65 does not fit ocpus=1"),
        ({"bootVolumeGb": 47}, "bootVolumeGb=47 is out of range"),
        ({"dataVolumeGb": 20}, "dataVolumeGb=20 is too small; use at least 50, or 0"),
        ({"reservedIp": "yes"}, "reservedIp=yes is neither true nor false"),
        ({"containerImage": ""}, "exactly one has to be set"),
        ({**SOURCE, "containerImage": "x"}, "exactly one has to be set"),
        ({"sourceRef": "v1"}, "sourceRepository and sourceRef belong together"),
        ({"containerImage": "a b"}, "containerImage=a b is not the name of an image"),
        ({**SOURCE, "sourceRef": ""}, "sourceRepository and sourceRef belong together"),
        ({**SOURCE, "sourceRef": "--upload-pack=x"}, "is not a tag, branch or commit"),
        (
            {**SOURCE, "sourceRepository": "git@github.com:you/x"},
            "sourceRepository is not the address of a public repository",
        ),
        ({"country": "Japan"}, "country=Japan is not an ISO 3166 code"),
        ({"language": "fr"}, "language=fr is not a language of the report"),
        ({"timezone": "Tokyo"}, "timezone=Tokyo is not a time zone"),
        ({"budgetMonthly": 5}, "budgetMonthly and budgetEmail belong together"),
        ({"budgetMonthly": 5, "budgetEmail": "me"}, "budgetEmail=me is not an e-mail address"),
        ({"workerCount": 2}, "workerCount=2 is not supported yet; set it to 0"),
        ({"ocpu": 2}, "ocpu is not a setting; did you mean ocpus?"),
        ({"somethingElse": 2}, "somethingElse is not a setting; remove it"),
        ({"googleClientId": "x"}, "belong together; set all three or none"),
    ],
)
def test_each_bad_value_is_one_sentence(values: dict[str, Any], expected: str):
    found = problems(**values)
    assert len(found) == 1, found
    assert expected in found[0]


def test_all_problems_come_together():
    found = problems(myIp="0.0.0.0/0", ocpus=0, language="fr", containerImage="")
    assert [sentence.split("=")[0].split(" ")[0] for sentence in found] == [
        "myIp",
        "ocpus",
        "containerImage",
        "language",
    ]


@pytest.mark.parametrize(
    ("values", "secret"),
    [
        ({"databaseUrl": "mysql://me:hunter2@db/x"}, "hunter2"),
        ({"apiKey": "hunter2"}, "hunter2"),
        ({"registryAuth": "hunter2"}, "hunter2"),
        ({"togglApiToken": "hunter2\nx"}, "hunter2"),
        # A password in a setting that is not a secret.
        ({**SOURCE, "sourceRepository": "https://me:hunter2@github.com/you/lifetracer"}, "hunter2"),
        ({**SOURCE, "sourceRepository": "hunter2@github.com/you/lifetracer"}, "hunter2"),
        ({**SOURCE, "sourceRepository": "https://github.com/you/lifetracer?access_token=hunter2"}, "hunter2"),
        ({**SOURCE, "sourceRepository": "github.com/you/lifetracer?access_token=hunter2"}, "hunter2"),
        ({"containerImage": "me:hunter2@ghcr.io/you/lifetracer:1"}, "hunter2"),
        ({"containerImage": "https://me:hunter2@ghcr.io/you/lifetracer"}, "hunter2"),
        ({"myIp": "https://me:hunter2@example.org"}, "hunter2"),
        ({"consoleCidrs": ["https://me:hunter2@example.org"]}, "hunter2"),
        ({"consoleCidrs": "postgresql://me:hunter2@db/x"}, "hunter2"),
        ({"databaseURL": "postgresql://me:hunter2@db/x"}, "hunter2"),
    ],
)
def test_no_problem_shows_a_secret(values: dict[str, Any], secret: str):
    found = problems(**values)
    assert len(found) == 1
    assert secret not in found[0]


@pytest.mark.parametrize("blank", ["", " ", "\t", "\n", " \r\n\t ", "\u3000", None])
def test_blank_text_is_not_set(blank: str | None):
    defaults = read(REQUIRED)
    for name in read_defaults(PROJECT_DIR):
        if name not in REQUIRED:
            assert read({**REQUIRED, name: blank}, encrypted=()) == defaults, name
    for name in REQUIRED:
        assert len(problems(**{name: blank})) == 1


@pytest.mark.parametrize("control", ["\0", "\x07", "\x1b[31m", "\x7f", "\x85", "\u2028", "\ud800", "a\nb"])
def test_a_control_character_is_refused_without_being_repeated(control: str):
    for name in read_defaults(PROJECT_DIR):
        value = [f"x{control}y"] if name == "consoleCidrs" else f"x{control}y"
        found = [sentence for sentence in problems(**{name: value}) if name in sentence]
        assert (
            len([sentence for sentence in found if "control character" in sentence or "not an addr" in sentence]) == 1
        )
        assert control not in "".join(found)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([" "], "consoleCidrs[0] is not a range but blank; remove it by `pulumi config rm --path 'consoleCidrs[0]'`."),
        (["9.9.9.9", None], "consoleCidrs[1] is not a range but empty"),
        (["9.9.9.9", 3], "consoleCidrs[1] is not a range but a number or a flag"),
        ('["9.9.9.9", true]', "consoleCidrs[1] is not a range but a number or a flag"),
        ([["9.9.9.9"]], "consoleCidrs[0] is not a range but a list or an object"),
        (["9.9.9.9", "nine"], "consoleCidrs[1]=nine is not an address or range"),
        ({"0": "9.9.9.9"}, "is not a list; set it by `pulumi config set --path 'consoleCidrs[0]'"),
        ("9.9.9.9", "consoleCidrs=9.9.9.9 is not a list"),
        ("[" * 100_000, "... is not a list"),
        (7, "consoleCidrs=7 is not a list"),
    ],
)
def test_a_list_with_a_bad_item_names_the_item(items: Any, expected: str):
    (found,) = problems(consoleCidrs=items)
    assert expected in found
    assert len(found) < 300


def test_a_long_value_is_shortened():
    (found,) = problems(country="J" * 4000)
    assert found.startswith("country=" + "J" * 100 + "... is not")
    (found,) = problems(country="J" * 5000)
    assert found == "country has 5000 characters; 4096 are the most."


def test_a_long_or_strange_name_is_shown_shortly_and_on_one_line():
    (found,) = problems(**{"x\x1b" + "y" * 500: 1})
    assert found.startswith("x\\x1byyy")
    assert len(found) < 200


def test_a_tenancy_of_the_profile_that_is_not_an_ocid():
    values = {name: value for name, value in REQUIRED.items() if name != "tenancyId"}
    with pytest.raises(SettingsError) as raised:
        read(values, profile={"tenancy": "<your tenancy>"})
    (found,) = raised.value.problems
    assert found.startswith("The tenancy in ~/.oci/config is not a valid OCID; copy the one")


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_that_is_not_encrypted(name: str):
    values = {**REQUIRED, **dict.fromkeys(GOOGLE, "hunter2"), name: GOOD_SECRETS.get(name, "hunter2")}
    with pytest.raises(SettingsError) as raised:
        read(values, encrypted=set(GOOGLE) - {name})
    (found,) = raised.value.problems
    assert found.startswith(f"{name} is a secret that the stack's file holds unencrypted; ")
    assert found.endswith(f"set it again by `pulumi config set --secret {name}`.")


def test_a_blank_secret_needs_no_encryption():
    assert read({**REQUIRED, "apiKey": " "}, encrypted=()).api_key is None


DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    "image",
    [
        "a",
        "a:1",
        "ghcr.io/you/lifetracer:0.1.0",
        "localhost:5000/you/a_b/c--d:T_1.x-2",
        f"a@{DIGEST}",
        f"ghcr.io/a:1@{DIGEST}",
    ],
)
def test_names_of_images(image: str):
    assert read({**REQUIRED, "containerImage": image}).container_image == image


@pytest.mark.parametrize(
    "image",
    [
        "ghcr.io/You/x",
        "-a",
        "a-",
        "a:",
        "a//b",
        "a/:1",
        "a b",
        "a@sha256:00",
        "you/x:me:hunter2@y",
        "a" * 256,
        "docker://a",
    ],
)
def test_texts_that_name_no_image(image: str):
    (found,) = problems(containerImage=image)
    assert "is not the name of an image; write it such as ghcr.io/you/lifetracer:0.1.0" in found
    assert "hunter2" not in found
