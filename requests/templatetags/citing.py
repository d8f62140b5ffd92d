"""Where a ground stands, for templates: “in the policy, paragraph 21”."""

from django import template

from rights.explaining import cited

register = template.Library()
register.filter("cited", cited)
