/** The words the plan's world is written in. Tables, so that a case costs microseconds. */

/** A language of titles: `{topic}: {action} {object} {condition}` in that order, whatever its grammar would prefer. */
export interface Language {
  actions: readonly string[];
  objects: readonly string[];
  conditions: readonly string[];
}

const english: Language = {
  actions: [
    'accept',
    'reject',
    'retry',
    'cancel',
    'refund',
    'capture',
    'split',
    'schedule',
    'export',
    'audit',
    'confirm',
  ],
  objects: [
    'a card payment',
    'an expired card',
    'a partial amount',
    'a SEPA mandate',
    'a voucher',
    'an open invoice',
    'a chargeback',
    'a recurring charge',
    'a gift card',
    'a foreign currency',
    'a duplicate order',
    'a saved address',
    'a zero amount',
  ],
  conditions: [
    'as a guest',
    'after the session expired',
    'on a slow network',
    'with two-factor login',
    'at midnight UTC',
    'twice in a row',
    'in the sandbox',
    'with JavaScript off',
    'on a small screen',
    'as an auditor',
    'without permission',
    'while the bank is down',
    'past the daily limit',
    'with a screen reader',
    'from another country',
    'after a price change',
    'with 1,000 items',
  ],
};

const german: Language = {
  actions: ['prüfen:', 'ablehnen:', 'wiederholen:', 'stornieren:', 'erstatten:', 'buchen:', 'bestätigen:'],
  objects: [
    'Überweisung',
    'Lastschrift',
    'Gutschein über 50 €',
    'Rechnungsanschrift',
    'Rückbuchung',
    'Kreditkarte',
    'Teilbetrag',
    'Währung',
  ],
  conditions: [
    'als Gast',
    'nach Abbruch der Sitzung',
    'bei langsamer Verbindung',
    'mit Umlauten (ä ö ü ß)',
    'um Mitternacht',
    'ohne Berechtigung',
    'auf kleinem Bildschirm',
  ],
};

const japanese: Language = {
  actions: ['承認する', '拒否する', '再試行する', '取り消す', '返金する', '確定する', '分割する'],
  objects: [
    'クレジットカード決済',
    '口座振替',
    '未払いの請求書',
    'ギフトカード',
    '定期課金',
    '外貨',
    '重複した注文',
  ],
  conditions: [
    '(ゲスト)',
    '(セッション切れ後)',
    '(低速回線)',
    '(深夜)',
    '(権限なし)',
    '(上限超過)',
    '(二段階認証)',
  ],
};

const arabic: Language = {
  actions: ['قبول', 'رفض', 'إعادة محاولة', 'إلغاء', 'استرداد', 'تأكيد', 'تقسيم'],
  objects: [
    'الدفع بالبطاقة',
    'بطاقة منتهية',
    'مبلغ جزئي',
    'فاتورة مفتوحة',
    'قسيمة',
    'عملة أجنبية',
    'طلب مكرر',
  ],
  conditions: [
    'كضيف',
    'بعد انتهاء الجلسة',
    'على شبكة بطيئة',
    'عند منتصف الليل',
    'بدون إذن',
    'بعد الحد اليومي',
    'مرتين',
  ],
};

const emoji: Language = {
  actions: ['✅ accept', '⛔ reject', '🔁 retry', '↩️ refund', '🧪 probe', '📤 export', '👩‍💻 review'],
  objects: [
    '💳 a card',
    '🎁 a gift card',
    '🧾 an invoice',
    '💶 euros',
    '🪙 a token',
    '🏦 a transfer',
    '📦 an order',
  ],
  conditions: [
    'as a 👤 guest',
    'at 🌙 midnight',
    'on 📱',
    'with 🐌 network',
    'past the 🚧 limit',
    'in the 🏖️ sandbox',
    'without 🔑',
  ],
};

/** Index = slot % 20: fourteen of twenty titles are English. */
export const LANGUAGES: readonly Language[] = [
  ...Array.from({ length: 14 }, () => english),
  german,
  german,
  german,
  japanese,
  arabic,
  emoji,
];

/** What real titles hold and no terminal, spreadsheet or page should take at its word. */
export const HAZARDS: readonly ((title: string) => string)[] = [
  (t) => `\u001b[31m${t}\u001b[0m`,
  (t) => `\u202e${t}`,
  (t) => `${t}\nsecond line`,
  (t) => `=SUM(A1) ${t}`,
  (t) => `<script>alert(1)</script> ${t}`,
  (t) => `${t} | **bold** \`code\` [link](http://example.com)`,
  (t) => `"quoted", ${t}; \\ 'end'`,
  (t) => `\u001b]0;owned\u0007${t}\t\r`,
];

/** Ten areas both projects test, largest first, then the areas only one project tests. */
export const PAIRED_TOPICS: readonly string[] = [
  'Checkout',
  'Refunds',
  'Subscriptions',
  'Invoicing',
  'Fraud checks',
  'Wallet',
  'Payouts',
  'Currency exchange',
  'Accessibility',
  'Lokalisierung 日本語',
];

export const SINGLE_TOPICS: readonly string[] = [
  'Instant transfers',
  'Pay by link',
  'Loyalty points',
  'Tax reports',
  'Open banking',
  'Dark mode',
  'Passkeys',
  'Marketplace split',
  'Offline terminals',
  'Buy now, pay later',
  'Kündigung & Widerruf',
];

export const SECTIONS: readonly string[] = [
  'Happy path',
  'Validation',
  'Permissions',
  'Error handling',
  'Mobile',
  'API',
  'Regression',
  'Performance',
  'Audit trail',
  'Smoke',
];

export const SENTENCES: readonly string[] = [
  'Open the order page and wait until the total is shown.',
  'Enter the card number **4111 1111 1111 1111** and a date in the future.',
  'The amount is shown in the currency of the customer.',
  'Press *Pay now* once and do not reload the page.',
  'A confirmation e-mail arrives within two minutes.',
  'The booking appears in the ledger with the reference `PAY-{n}`.',
  'Log in as the user `auditor` with the password from the vault.',
  'No request in the network tab takes longer than 800 ms.',
  'Der Betrag wird mit zwei Nachkommastellen angezeigt.',
  'Set the feature flag `payments.split` to *on* for this tenant.',
  'The button stays disabled until every required field is filled.',
  '<p>Check that the <b>receipt</b> shows the VAT &amp; the net amount.</p>',
  'Repeat the last step with the browser in another time zone.',
  'エラーメッセージが日本語で表示されること。',
  'The status changes from `pending` to `settled`, never back.',
  'Compare with the picture: ![](index.php?/attachments/get/{n})',
  'Close the browser, open it again and return to the basket.',
  'The API answers 409 with the code `duplicate_payment`.',
];

export const LABELS: readonly { id: number; title: string }[] = [
  { id: 1, title: 'smoke' },
  { id: 2, title: 'nightly' },
  { id: 3, title: 'flaky' },
  { id: 4, title: 'PSD2' },
];
