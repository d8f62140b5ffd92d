from django.db import models


class Row(models.Model):
    name = models.CharField(max_length=200)
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.name
