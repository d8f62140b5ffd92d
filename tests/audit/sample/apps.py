from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "tests.audit.sample"
    label = "audit_sample"
