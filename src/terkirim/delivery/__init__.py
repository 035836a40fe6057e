"""What we do, one folder a subject.

contacts  templates  senders  conversations  alerts
    └──────────────── holds ────────────────┘
                      outbox
          inbox    campaigns    insights
"""
