"""What the third page asks for each right, and the words that help to answer."""

from django.utils.translation import gettext_lazy

from rights.choices import Right

# right -> (the question of the third page, what helps us)
QUESTIONS = {
    Right.ACCESS: (
        gettext_lazy("Which data do you want to see?"),
        gettext_lazy("Leave it empty to get all we keep about you."),
    ),
    Right.INFORMATION: (
        gettext_lazy("What do you want to know?"),
        gettext_lazy("Leave it empty to be told about all uses of your data."),
    ),
    Right.RECTIFICATION: (
        gettext_lazy("What is wrong, and what is right?"),
        gettext_lazy("For example: my street is Jalan Contoh, not Jalan Sampel."),
    ),
    Right.ERASURE: (
        gettext_lazy("Which data should we erase?"),
        gettext_lazy("Leave it empty to erase all of it."),
    ),
    Right.ACCOUNT_CANCELLATION: (
        gettext_lazy("Is there anything we should know?"),
        gettext_lazy("You can leave it empty."),
    ),
    Right.RESTRICTION: (
        gettext_lazy("Which data should we not use, and why?"),
        gettext_lazy("For example: my address, until you have checked it."),
    ),
    Right.OBJECTION: (
        gettext_lazy("Which use should stop, and why?"),
        gettext_lazy("For example: do not study my trips, as it feels intrusive."),
    ),
    Right.PORTABILITY: (
        gettext_lazy("Which data do you want to take with you?"),
        gettext_lazy("Leave it empty to get all you gave us."),
    ),
    Right.CONSENT_WITHDRAWAL: (
        gettext_lazy("Which consent do you take back?"),
        gettext_lazy("Leave it empty to take back all of them."),
    ),
    Right.MARKETING_STOP: (
        gettext_lazy("Which advertising should stop?"),
        gettext_lazy("Leave it empty to stop all of it."),
    ),
    Right.AUTOMATED_DECISION: (
        gettext_lazy("Which decision should a person look at?"),
        gettext_lazy("Tell us when it was made and what it was about."),
    ),
    Right.CONTACT: (gettext_lazy("What is your question?"), ""),
    Right.COMPLAINT: (
        gettext_lazy("What are you not content with?"),
        gettext_lazy("Tell us what happened, and when."),
    ),
}
