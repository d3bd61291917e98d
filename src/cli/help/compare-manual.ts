import type { Manual } from './manual.js';

/** `raildiff help compare`. */
export const COMPARE_MANUAL: Manual = {
  description: [
    'Reads the test cases of both projects at once, within the limit of the server, and tells each difference as soon as no page still to come could change it. The result goes to stdout, all else to stderr.',
    'Where a page could not be read, what it could change is told as undetermined, and the run calls itself partial.',
  ],
  groups: {
    'What is compared': [
      'match-by',
      'map',
      'similarity',
      'normalize',
      'verify-attachments',
      'fields',
      'ignore-fields',
      'field-map',
      'value-map',
      'no-sections',
      'no-names',
      'no-recheck',
      'suite',
      'left-suite',
      'right-suite',
      'suite-map',
      'section',
      'filter',
      'updated-since',
      'baselines',
    ],
    'What is written': [
      'format',
      'output',
      'report',
      'write-map',
      'kinds',
      'one-way',
      'summary-only',
      'every-case',
      'events',
      'csv-style',
      'omit-times',
      'color',
      'no-color',
    ],
    'What was accepted before': ['baseline', 'update-baseline'],
    'When it ends': ['deadline', 'max-wait', 'attempts', 'strict', 'journal'],
    'How a server is asked': [
      'concurrency',
      'rate',
      'window',
      'share',
      'burst',
      'timeout',
      'ca',
      'left-ca',
      'right-ca',
    ],
    'What is seen of it': ['progress', 'quiet', 'log-level', 'log-file'],
    'Other options': ['config', 'help'],
  },
  sections: {
    Environment: [
      ['TESTRAIL_URL, TESTRAIL_USER, TESTRAIL_API_KEY', 'where both sides are, and who asks'],
      [
        'RAILDIFF_LEFT_URL, RAILDIFF_LEFT_USER, RAILDIFF_LEFT_API_KEY',
        'the left side, where it is on another server: it goes before TESTRAIL_…, as does the `left` of a config file',
      ],
      ['RAILDIFF_RIGHT_URL, RAILDIFF_RIGHT_USER, RAILDIFF_RIGHT_API_KEY', 'likewise'],
      [
        'HTTPS_PROXY, HTTP_PROXY, NO_PROXY',
        'a proxy, with http://user:password@host:port where it asks for credentials, and what is asked without it',
      ],
      [
        'RAILDIFF_<OPTION>',
        'every option, such as RAILDIFF_RATE=60; one without a value is true or false; an empty variable sets nothing',
      ],
    ],
    'Exit status': [
      [
        '0',
        'all was read, and of the kinds asked for there are no differences, or none that was not accepted before',
      ],
      ['1', 'all was read, and there are such differences'],
      [
        '2',
        'it could not start, the output failed, or no case is what --section, --filter, --fields or --match-by name; one line says what to do',
      ],
      ['3', 'partial: pages are missing'],
      ['130, 143', 'interrupted; what was known is written, with a summary'],
    ],
  },
  examples: [
    ['Compare two projects of one server:', 'raildiff compare 30 34'],
    [
      'The addresses of what is only on the left:',
      `raildiff compare 30 34 --format ndjson | jq -r 'select(.kind == "onlyLeft") | .left.url'`,
    ],
    [
      'One ordered document, at a third of the usual rate:',
      'raildiff compare 30 34 --output diff.json --format json --rate 60',
    ],
    [
      'Has everything arrived, for people and for CI:',
      'raildiff compare 30 34 --one-way --report html=missing.html --report junit=missing.xml',
    ],
    ['Two suites of one project:', "raildiff compare 30 30 --left-suite Master --right-suite 'Baseline 3.x'"],
    [
      'A template against its copies, with a page for each:',
      "raildiff compare 30 34 35 36 --report 'html=against-{right}.html'",
    ],
    [
      'Accept what differs today, and from then on fail at news alone:',
      'raildiff compare 30 34 --baseline ok.json --update-baseline\n      raildiff compare 30 34 --baseline ok.json',
    ],
    ['Are the pictures the same after a copy, too:', 'raildiff compare 30 34 --verify-attachments'],
    ['A run that can be taken up again where it ended:', 'raildiff compare 30 34 --journal run.journal'],
    [
      'What has changed since last week:',
      'raildiff snapshot 30 -o p30.rds   # last week\n      raildiff compare p30.rds 30',
    ],
  ],
  seeAlso:
    'raildiff plan, raildiff projects, raildiff doctor, raildiff snapshot; docs/events.md for what is written',
};
