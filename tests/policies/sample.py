"""A short policy of an invented shop, for comparing and classifying."""

SAMPLE = """\
Kedai Contoh Privacy Notice

Release date: 1 March 2026

1. What we collect
1.1. Your name, e-mail and phone number, when you open an account.
1.2. The goods you order and the address they go to.
(a) for parcels, the name of the neighbour who took them in;
(b) for gifts, the name of the person who receives them.

2. Whom we give data to
2.1. Couriers get your name and address. They use them for delivery alone.
2.2. Payments run over Bayaran Sampel.

Malaysia:
2.3. The tax office gets invoices it asks for.

Brazil:
2.3. Nobody else gets anything.

3. Your rights
3.1. You may see, correct and delete what we hold about you.
3.2. We answer within 15 days of your request, free of charge.
3.3. You may withdraw your consent at any time.

4. How long we keep data
4.1. Orders are kept for seven years, everything else for 180 days.

5. Reach us
Write to privacy@kedai.example or to 12 Jalan Contoh, Kuching.
"""
