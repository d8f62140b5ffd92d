"""The closed sets of words that the register is written in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sensitivity(models.TextChoices):
    """Whether N.B. Express's definition of sensitive data (NBX-1.2) names the item.

    The other policies define none, so its list is the default for all (our reading);
    `review` waits for the officer of the company.
    """

    SENSITIVE = "sensitive", _("sensitive")
    REVIEW = "review", _("to be judged")
    NOT_LISTED = "not_listed", _("not sensitive")


class Because(models.TextChoices):
    """Why an item is sensitive, or has to be judged."""

    HEALTH = "health", _("health")
    FINANCES = "finances", _("money and accounts")
    WHEREABOUTS = "whereabouts", _("where someone is or was")
    BIOMETRICS = "biometrics", _("body features that identify")
    IDENTITY = "identity", _("official proof of identity")
    REPUTATION = "reputation", _("may harm someone's standing")
    PICTURE = "picture", _("a picture that could identify")
    SECURITY = "security", _("opens an account")


class SubjectCategory(models.TextChoices):
    """Whose data it is, as the policies name people."""

    CLIENT = "client", _("Client")
    INSTALLER = "installer", _("Installer")
    AFTER_SALES = "after_sales", _("After-sales service provider")
    DRIVER = "driver", _("Driver of a business partner")
    APP_USER = "app_user", _("App user")
    MINOR = "minor", _("Minor")
    USER = "user", _("User")
    APPLICANT = "applicant", _("Applicant")
    PROVIDER = "provider", _("Provider")
    VISITOR = "visitor", _("Visitor")
    THIRD_PARTY = "third_party", _("Third party")


class Purpose(models.TextChoices):
    """What data is used for. A policy's own list is shortened to these."""

    CONTRACT = "contract", _("Customer relationship and contract")
    SETTLEMENT = "settlement", _("Settling payments")
    DOCUMENT_CHECK = "document_check", _("Checking that a document is genuine")
    ACCOUNT = "account", _("Opening and keeping an account")
    SERVICE_MAIL = "service_mail", _("Messages about the service")
    NEAREST_BRANCH = "nearest_branch", _("Finding the nearest service centre")
    COOPERATION = "cooperation", _("Working with business partners")
    SECURITY = "security", _("Security and stable operation")
    LOGIN = "login", _("Signing in")
    BETTER_SERVICE = "better_service", _("Improving the service")
    CONTENT = "content", _("Showing and finding content")
    USE = "use", _("Using the service")
    MEDIA = "media", _("Pictures, uploads and scanned codes")
    NEARBY = "nearby", _("Offers and addresses near by")
    PUSH = "push", _("Push notifications")
    IDENTITY = "identity", _("Proving who someone is")
    RISK = "risk", _("Judging risk and preventing fraud")
    AFFILIATES = "affiliates", _("One account for affiliated services")
    FAVOURITES = "favourites", _("Collecting, following and sharing")
    SUPPORT = "support", _("Customer service and disputes")
    MINORS = "minors", _("Protecting minors")
    ORDERS = "orders", _("Orders, payment and delivery")
    STATISTICS = "statistics", _("Statistics")
    PREFERENCES = "preferences", _("Remembering settings")
    ARCHIVE = "archive", _("Keeping records that the law asks for")
    ALL_STATED = "all_stated", _("All purposes the policy names")
    COMPLIANCE = "compliance", _("Checking that rules are kept")
    FOR_OTHERS = "for_others", _("Ordering for someone else")
    MONITORING = "monitoring", _("Internal monitoring")
    REGION = "region", _("Choosing country and language ahead")
    PREFILL = "prefill", _("Filling in forms ahead")
    ADVERTISING = "advertising", _("Advertising")


class LegalBasis(models.TextChoices):
    CONSENT = "consent", _("consent")
    CONTRACT = "contract", _("contract")
    LEGAL_DUTY = "legal_duty", _("duty by law")
    LEGITIMATE = "legitimate", _("legitimate interests")
    NOT_STATED = "not_stated", _("the policy names none")


class Consent(models.TextChoices):
    """What the policy adds to a consent."""

    WHERE_REQUIRED = "where_required", _("where the law asks for it")
    REQUIRED = "required", _("without it the service does not work")
    OPTIONAL = "optional", _("free: without it the service still works")
    GUARDIAN = "guardian", _("given by the guardian")
    THIRD_PARTY = "third_party", _("the user confirms that the other person agreed")
    ON_DEVICE = "on_device", _("given by a setting of the device")


class RecipientKind(models.TextChoices):
    PROCESSOR = "processor", _("processor")
    CONTROLLER = "controller", _("another controller")
    GROUP = "group", _("company of the group")
    AUTHORITY = "authority", _("authority or court")
    PUBLIC_BODY = "public_body", _("public body")
    SDK = "sdk", _("software in the app (SDK)")
    STAFF = "staff", _("own staff")
    USERS = "users", _("other users")


class Told(models.TextChoices):
    """Whether a recipient is told when data was erased on request."""

    ALWAYS = "always", _("always")
    BEST_EFFORT = "best_effort", _("as far as it can be done")
    NOT_PROMISED = "not_promised", _("not promised")


class ToldAfter(models.TextChoices):
    """Rights after which a recipient may have to be told; names as rulebook.terms."""

    ERASURE = "erasure", _("Erasure")
    ACCOUNT_CANCELLATION = "account_cancellation", _("Closing of an account")
    RECTIFICATION = "rectification", _("Correction")
    RESTRICTION = "restriction", _("Restriction")
    OBJECTION = "objection", _("Objection")
    CONSENT_WITHDRAWAL = "consent_withdrawal", _("Withdrawal of consent")


class Safeguard(models.TextChoices):
    """What protects data that leaves the country."""

    CLAUSES = "clauses", _("standard contractual clauses")
    GROUP_RULES = "group_rules", _("binding rules of the group")
    ADEQUACY = "adequacy", _("the country protects it as well")
    CONSENT = "consent", _("consent of the person")
    OTHER = "other", _("something else")


class SystemKind(models.TextChoices):
    APPLICATION = "application", _("application")
    DATABASE = "database", _("database")
    FILES = "files", _("files")
    MAIL = "mail", _("mail")
    ANALYTICS = "analytics", _("analytics")
    PAPER = "paper", _("paper")
    BACKUP = "backup", _("backup")
    OTHER = "other", _("other")


class ErasureMethod(models.TextChoices):
    DELETE = "delete", _("deleted in the system")
    ANONYMISE = "anonymise", _("made anonymous")
    OVERWRITE = "overwrite", _("overwritten on the medium")
    SHRED = "shred", _("destroyed on paper")
    ASK_OPERATOR = "ask_operator", _("asked of whoever runs it")


class Outcome(models.TextChoices):
    """What an impact assessment comes to."""

    LOW = "low", _("no high risk")
    REDUCED = "reduced", _("high risk, made smaller by the measures")
    HIGH = "high", _("high risk that remains")

    @classmethod
    def high(cls) -> tuple[str, ...]:
        """Those that show a high risk; one that remains also goes to the authority
        first (GDPR art. 36)."""
        return (cls.REDUCED.value, cls.HIGH.value)
