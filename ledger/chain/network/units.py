"""systemd units: a node under a user that exists while it runs, which can write in its own folder alone.

systemd.exec(5), systemd.resource-control(5). The folder of the network stands at /var/lib/tradeline/network, which
systemd gives to that user; the passphrase comes as a credential, and from `network run` into the engine by a pipe.
"""

from ledger.chain.network.plan import Plan, Program, Validator

_HARDENED = """\
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
ProtectProc=invisible
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
PrivateDevices=yes
PrivateTmp=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
CapabilityBoundingSet=
UMask=0077
LimitCORE=0
LimitNOFILE=65536
"""


def unit(plan: Plan, validator: Validator) -> str:
    """The unit of one node."""
    geth = plan.program is Program.GETH
    # Java writes the code that it runs, and asks /proc for more than its own processes.
    hardened = (
        _HARDENED + "MemoryDenyWriteExecute=yes\n" if geth else _HARDENED.replace("ProcSubset=pid\n", "")
    )
    home = f"Environment={'GETH_HOME=/opt/geth' if geth else 'BESU_HOME=/opt/besu'}\n"
    return (
        "[Unit]\n"
        f"Description=Validator {validator.number} of chain {plan.chain_id} ({plan.program.value})\n"
        "Wants=network-online.target\n"
        "After=network-online.target\n"
        "\n[Service]\n"
        "Type=exec\n"
        f"ExecStart=/usr/local/bin/tradeline network run %S/tradeline/network {validator.number}\n"
        f"{home}"
        "DynamicUser=yes\n"
        "User=tradeline\n"
        "StateDirectory=tradeline\n"
        "StateDirectoryMode=0700\n"
        "LoadCredential=passphrase:/etc/tradeline/network.passphrase\n"
        "Restart=on-failure\n"
        "RestartSec=5\n"
        "KillSignal=SIGINT\n"
        "TimeoutStopSec=120\n"
        f"{hardened}"
        "\n[Install]\n"
        "WantedBy=multi-user.target\n"
    )
