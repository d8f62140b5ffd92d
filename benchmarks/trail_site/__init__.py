"""The trail beside what it is compared with: the same table plain, with
django-simple-history as it comes, and tracked. Run in a process of its own."""
