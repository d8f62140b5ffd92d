"""The published words: what they are, which version says what, what people answered."""

from policies.models.acknowledgement import Acknowledgement
from policies.models.campaign import Announcement, Campaign, CampaignText, NoticeApp
from policies.models.change import Decision, Gate, MaterialChange
from policies.models.clause import Clause, ClauseText
from policies.models.comment import Comment
from policies.models.policy import Policy
from policies.models.post_batch import PostBatch
from policies.models.translation import Translation, VersionClause
from policies.models.version import PolicyVersion

__all__ = [
    "Acknowledgement",
    "Announcement",
    "Campaign",
    "CampaignText",
    "Clause",
    "ClauseText",
    "Comment",
    "Decision",
    "Gate",
    "MaterialChange",
    "NoticeApp",
    "Policy",
    "PolicyVersion",
    "PostBatch",
    "Translation",
    "VersionClause",
]
