"""The kinds of resources that the stand-in knows: what replaces them, what they refer to, what the cloud fills in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind.

    Attributes:
        name: the word in its OCIDs.
        required: inputs that have to be given.
        immutable: paths of inputs whose change replaces the resource (ForceNew in Oracle's provider).
        refers: inputs that hold the OCID of another resource, and the kind it has to be of.
        computed: outputs that only the cloud knows, so a preview does not.
    """

    name: str
    required: tuple[str, ...]
    immutable: frozenset[str] = frozenset()
    refers: dict[str, str] = field(default_factory=dict)
    computed: tuple[str, ...] = ("state", "timeCreated")


VCN = "oci:Core/vcn:Vcn"
GATEWAY = "oci:Core/internetGateway:InternetGateway"
ROUTES = "oci:Core/routeTable:RouteTable"
SECURITY = "oci:Core/securityList:SecurityList"
SUBNET = "oci:Core/subnet:Subnet"
INSTANCE = "oci:Core/instance:Instance"
ADDRESS = "oci:Core/publicIp:PublicIp"
VOLUME = "oci:Core/volume:Volume"
ATTACHMENT = "oci:Core/volumeAttachment:VolumeAttachment"
BUDGET = "oci:Budget/budget:Budget"
ALERT = "oci:Budget/rule:Rule"
QUOTA = "oci:Limits/quota:Quota"

KINDS = {
    VCN: Kind(name="vcn", required=("compartmentId",), computed=("state", "timeCreated", "defaultSecurityListId")),
    GATEWAY: Kind(
        name="internetgateway",
        required=("compartmentId", "vcnId"),
        immutable=frozenset({"vcnId"}),
        refers={"vcnId": VCN},
    ),
    ROUTES: Kind(
        name="routetable", required=("compartmentId", "vcnId"), immutable=frozenset({"vcnId"}), refers={"vcnId": VCN}
    ),
    SECURITY: Kind(
        name="securitylist", required=("compartmentId", "vcnId"), immutable=frozenset({"vcnId"}), refers={"vcnId": VCN}
    ),
    SUBNET: Kind(
        name="subnet",
        required=("compartmentId", "vcnId", "cidrBlock"),
        immutable=frozenset({"vcnId", "availabilityDomain", "dnsLabel", "prohibitPublicIpOnVnic"}),
        refers={"vcnId": VCN, "routeTableId": ROUTES},
    ),
    INSTANCE: Kind(
        name="instance",
        required=("compartmentId", "availabilityDomain", "shape"),
        immutable=frozenset(
            {
                "availabilityDomain",
                "createVnicDetails.subnetId",
                "createVnicDetails.privateIp",
                "isPvEncryptionInTransitEnabled",
                "metadata.ssh_authorized_keys",
                "metadata.user_data",
            }
        ),
        computed=("state", "timeCreated", "publicIp", "privateIp", "bootVolumeId", "region"),
    ),
    ADDRESS: Kind(
        name="publicip",
        required=("compartmentId", "lifetime"),
        immutable=frozenset({"lifetime", "publicIpPoolId"}),
        computed=("state", "timeCreated", "ipAddress", "assignedEntityId"),
    ),
    VOLUME: Kind(
        name="volume",
        required=("compartmentId", "availabilityDomain"),
        immutable=frozenset({"availabilityDomain", "sizeInMbs", "sourceDetails"}),
    ),
    ATTACHMENT: Kind(
        name="volumeattachment",
        required=("attachmentType", "instanceId", "volumeId"),
        immutable=frozenset(
            {
                "attachmentType",
                "device",
                "displayName",
                "instanceId",
                "isPvEncryptionInTransitEnabled",
                "volumeId",
            }
        ),
        refers={"instanceId": INSTANCE, "volumeId": VOLUME},
    ),
    BUDGET: Kind(
        name="budget", required=("compartmentId", "amount", "resetPeriod"), immutable=frozenset({"targetType"})
    ),
    ALERT: Kind(
        name="budgetalertrule",
        required=("budgetId", "threshold", "thresholdType", "type"),
        immutable=frozenset({"budgetId"}),
        refers={"budgetId": BUDGET},
    ),
    QUOTA: Kind(
        name="quota", required=("compartmentId", "name", "description", "statements"), immutable=frozenset({"name"})
    ),
}
