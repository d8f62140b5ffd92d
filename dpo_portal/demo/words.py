"""What the office of the demo writes, and the systems it looks into."""

SYSTEMS = ("App account", "Marketing lists", "Support tickets", "Order history")
WORDS = {  # what the office writes to people, in their language
    "en": {
        "granted": "Everything you asked for",
        "kept": "Delivery photos of the last 30 days",
        "reason": "Other people can be seen in these pictures.",
        "question": "Which of your two addresses do you mean?",
        "until": "The trip dispute D-7741 is settled",
        "more time": "The records of two branches have to be searched by hand.",
    },
    "ms": {
        "granted": "Semua yang anda minta",
        "kept": "Gambar penghantaran 30 hari yang lalu",
        "reason": "Orang lain boleh dilihat dalam gambar ini.",
        "question": "Alamat yang mana satu anda maksudkan?",
        "until": "Pertikaian perjalanan D-7741 selesai",
        "more time": "Rekod dua cawangan perlu dicari secara manual.",
    },
}
