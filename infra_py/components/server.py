"""The machine, its public address, and the volume that outlives it."""

from collections.abc import Mapping

import pulumi
from pulumi_oci import core

from infra_py.components import lookups
from infra_py.components.boot_disk import boot_disk_warning

# The same path whatever the order in which disks are found; the bootstrap formats it only when it is blank.
DATA_DEVICE = "/dev/oracleoci/oraclevdb"
# Changes that would replace the machine, or swap its boot disk, although no one asked for it. A replaced A1 machine
# may not come back where capacity is short.
KEPT = ("availabilityDomain", "sourceDetails.sourceId", "metadata")


class Server(pulumi.ComponentResource):
    """One VM.Standard.A1.Flex instance.

    Attributes:
        instance_id: the machine's OCID; another one means another machine.
        public_ip, private_ip: IPv4 addresses.
        complete_ip: the public address, known once the machine has its data volume too.
    """

    instance_id: pulumi.Output[str]
    public_ip: pulumi.Output[str]
    private_ip: pulumi.Output[str]
    complete_ip: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        compartment_id: str,
        availability_domain: str,
        image_id: str,
        subnet_id: pulumi.Input[str],
        ssh_public_key: str,
        user_data: str,
        ocpus: int,
        memory_gb: int,
        boot_volume_gb: int,
        data_volume_gb: int,
        reserved_ip: bool,
        protect_data: bool,
        allow_replacement: bool,
        tags: Mapping[str, str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare the machine, its address, and its data volume unless `data_volume_gb` is 0."""
        super().__init__("lifetracer:infra:Server", name, None, opts)
        self._compartment_id, self._tags, self._allow_replacement = compartment_id, tags, allow_replacement
        vm = self._machine(
            availability_domain=availability_domain,
            shape_config=core.InstanceShapeConfigArgs(ocpus=float(ocpus), memory_in_gbs=float(memory_gb)),
            source=core.InstanceSourceDetailsArgs(
                source_type="image", source_id=image_id, boot_volume_size_in_gbs=str(boot_volume_gb)
            ),
            subnet_id=subnet_id,
            metadata={"ssh_authorized_keys": ssh_public_key, "user_data": user_data},
        )
        address = self._address(vm=vm, subnet_id=subnet_id, is_reserved=reserved_ip)
        self.instance_id, self.private_ip, self.public_ip = vm.id, vm.private_ip, address.ip_address
        self.complete_ip = self.public_ip
        if data_volume_gb:
            attached = self._data(
                vm=vm, availability_domain=availability_domain, size_gb=data_volume_gb, protect=protect_data
            )
            self.complete_ip = pulumi.Output.all(self.public_ip, attached.id).apply(lambda both: str(both[0]))
        self.register_outputs({})

    def _machine(
        self,
        *,
        availability_domain: str,
        shape_config: core.InstanceShapeConfigArgs,
        source: core.InstanceSourceDetailsArgs,
        subnet_id: pulumi.Input[str],
        metadata: Mapping[str, str],
    ) -> core.Instance:
        return core.Instance(
            "vm",
            compartment_id=self._compartment_id,
            availability_domain=availability_domain,
            # No fault domain: the cloud chooses one with capacity.
            display_name="lifetracer-vm",
            shape=lookups.SHAPE,
            shape_config=shape_config,
            source_details=source,
            # The address is another resource.
            create_vnic_details=core.InstanceCreateVnicDetailsArgs(subnet_id=subnet_id, assign_public_ip="false"),
            metadata=metadata,
            instance_options=core.InstanceInstanceOptionsArgs(are_legacy_imds_endpoints_disabled=True),
            availability_config=core.InstanceAvailabilityConfigArgs(recovery_action="RESTORE_INSTANCE"),
            is_pv_encryption_in_transit_enabled=True,
            preserve_boot_volume=False,
            freeform_tags=self._tags,
            opts=pulumi.ResourceOptions(
                parent=self,
                ignore_changes=[] if self._allow_replacement else list(KEPT),
                # Two of them would not fit into the allowance.
                delete_before_replace=True,
                hooks=pulumi.ResourceHookBinding(before_update=[boot_disk_warning()]),
            ),
        )

    def _address(self, *, vm: core.Instance, subnet_id: pulumi.Input[str], is_reserved: bool) -> core.PublicIp:
        """Return the public address; a reserved one stays when the machine is replaced."""
        private = core.get_private_ips_output(ip_address=vm.private_ip, subnet_id=subnet_id)
        return core.PublicIp(
            "address",
            compartment_id=self._compartment_id,
            display_name="lifetracer-ip",
            lifetime="RESERVED" if is_reserved else "EPHEMERAL",
            private_ip_id=private.apply(lambda found: found.private_ips[0].id),
            freeform_tags=self._tags,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[vm],
                # A private address has one public address at a time.
                delete_before_replace=True,
                # An ephemeral one ends with the machine.
                deleted_with=None if is_reserved else vm,
            ),
        )

    def _data(
        self, *, vm: core.Instance, availability_domain: str, size_gb: int, protect: bool
    ) -> core.VolumeAttachment:
        volume = core.Volume(
            "data",
            compartment_id=self._compartment_id,
            availability_domain=availability_domain,
            display_name="lifetracer-data",
            size_in_gbs=str(size_gb),
            freeform_tags=self._tags,
            opts=pulumi.ResourceOptions(
                parent=self,
                # After the machine: as long as no domain has had capacity for it, nothing ties the stack to one.
                depends_on=[vm],
                protect=protect,
                ignore_changes=[] if self._allow_replacement else ["availabilityDomain"],
            ),
        )
        return core.VolumeAttachment(
            "data-attachment",
            attachment_type="paravirtualized",
            instance_id=vm.id,
            volume_id=volume.id,
            device=DATA_DEVICE,
            display_name="lifetracer-data-attachment",
            is_pv_encryption_in_transit_enabled=True,
            # A volume is attached once at a time. Not `deleted_with` the machine: then nothing would detach the volume
            # before it is deleted.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
