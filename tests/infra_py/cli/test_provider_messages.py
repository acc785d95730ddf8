"""Texts of Oracle's provider in each of its formats, as people quote them in issue threads."""

import pytest

from infra_py.cli.provider_messages import parse

# terraform-provider-oci 7: clementalo9/n8n_oci#46.
RELEASE_7 = """\
500-InternalError, Out of host capacity.
Suggestion: The service for this resource encountered an error. Please contact support for help with service: Core Instance
Documentation: https://registry.terraform.io/providers/oracle/oci/latest/docs/resources/core_instance
API Reference: https://docs.oracle.com/iaas/api/#/en/iaas/20160918/Instance/LaunchInstance
Request Target: POST https://iaas.us-ashburn-1.oraclecloud.com/20160918/instances
Provider version: 7.7.0, released on 2025-06-29.
Service: Core Instance
Operation Name: LaunchInstance
OPC request ID: 5a48ece212d02f2995eb2f35d89dc45b/FDE0C3F949F8B8CB2A53C99106A25F87/09D6DB080E447AB18A3F1106B1DCFACF
"""  # noqa: E501 quoted as it was reported
# The same where the first line is translated: "Further Information", in the provider's source.
TRANSLATED = RELEASE_7.replace(
    "Out of host capacity.", "Keine Hostkapazität mehr.\nFurther Information: Out of host capacity.", 1
)
# terraform-provider-oci 4: rafaelzimmermann/remote-docker#6.
RELEASE_4 = """\
500-InternalError
Provider version: 4.69.0, released on 2022-03-23. This provider is 57 Update(s) behind to current.
Service: Core Instance
Error Message: Out of host capacity.
OPC request ID: 4f7aa31513737ca07ae902f168911c27/60A666258C2E6FB307A5F5DAED589C11/7D7CC44E85D42AFA708C4D3877974FC3
Suggestion: The service for this resource encountered an error. Please contact support for help
"""
# terraform-provider-oci 3: oracle-quickstart/oci-cloudnative#110.
RELEASE_3 = "Service error:InternalError. Out of host capacity.. http status code: 500. Opc request id: xxxx"
# oci-go-sdk 65, as common/errors.go writes it.
SDK = """\
Error returned by Compute Service. Http Status Code: 500. Error Code: InternalError. Opc request id: abc.
Message: Out of host capacity.
Operation Name: LaunchInstance
Timestamp: 2024-02-21 13:51:55 +0000 GMT
Client Version: Oracle-GoSDK/65.55.0
Request Endpoint: POST https://iaas.us-ashburn-1.oraclecloud.com/20160918/instances
Troubleshooting Tips: See https://docs.oracle.com/iaas/Content/API/References/apierrors.htm#apierrors_500
"""
# The error of a work request: Rapha-Borges/oke-free#46.
WORK_REQUEST = """\
Work Request error
Provider version: 5.29.0, released on 2024-02-15.
Service: Containerengine Node Pool
Error Message: work request did not succeed, entity: nodepool, action: CREATED. Message: 2 node(s) launch failure. \
Reason for failure on one of the nodes : Error returned by Unknown operation operation in Unknown service service.\
(500, InternalError, false) Out of host capacity. (opc-request-id: 3CB6F935FDD14DDF84A46620FAE6E3B0)
Resource OCID: ocid1.nodepool.oc1.iad.x
"""
FORMATS = {
    "release 7": RELEASE_7,
    "translated": TRANSLATED,
    "release 4": RELEASE_4,
    "release 3": RELEASE_3,
    "sdk": SDK,
    "work request": WORK_REQUEST,
}


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_has_status_code_and_message(name):
    found = parse(FORMATS[name])
    assert (found.status, found.code) == (500, "InternalError")
    assert "Out of host capacity." in found.text


@pytest.mark.parametrize("name", FORMATS)
def test_suggestions_links_and_versions_are_no_part_of_the_message(name):
    text = parse(FORMATS[name]).text
    for unwanted in ("Suggestion", "https://", "Provider version", "Update(s) behind", "LaunchInstance"):
        assert unwanted not in text
    assert "\n" not in text


@pytest.mark.parametrize(
    "wrapping",
    [
        "error: sdk-v2/provider2.go:572: sdk.helper_schema: {}",
        "1 error occurred:\n\t* {}",
        "creating urn:pulumi:free::lifetracer::oci:Core/instance:Instance::vm: 1 error occurred:\n\t* {}",
    ],
)
def test_the_text_of_the_bridge_to_terraform_is_left_out(wrapping):
    assert parse(wrapping.format(RELEASE_7)).text == "500-InternalError, Out of host capacity."


@pytest.mark.parametrize("prefix", ["", "Exception: invoke of oci:Core/getImages:getImages failed: "])
def test_a_failed_look_up_keeps_its_name_once(prefix):
    invocation = "invocation of oci:Core/getImages:getImages returned an error"
    found = parse(f"{prefix}{invocation}: 1 error occurred:\n\t* {RELEASE_7}")
    assert (found.status, found.code) == (500, "InternalError")
    assert found.text.startswith(invocation)


@pytest.mark.parametrize(
    "text",
    [
        "dial tcp: lookup iaas.ap-tokyo-1.oraclecloud.com on 169.254.169.254:53: no such host",
        "the address 10.0.429.0 and 2025-04-29, kIdk:AP-TOKYO-1-AD-1",
        "",
    ],
)
def test_a_text_in_another_format_keeps_its_words_and_has_no_status(text):
    found = parse(text)
    assert (found.status, found.code, found.text) == (None, "", text)
