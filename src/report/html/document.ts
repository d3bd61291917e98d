import { createHash } from 'node:crypto';

import type { ReportData } from '../collector.js';
import { documentSink } from '../document-sink.js';
import type { SinkOptions } from '../sink.js';
import { pageData } from './collect.js';
import { embedData } from './embed.js';
import { SCRIPT, STYLE } from './page.generated.js';

const sourceHash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Nothing is loaded, and nothing runs but the one script whose hash is named; in browsers that know trusted types, a text
 * cannot become markup even by a slip of that script.
 */
const POLICY = [
  "default-src 'none'",
  `script-src ${sourceHash(SCRIPT)}`,
  `style-src ${sourceHash(STYLE)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * *One HTML file that needs no network:* summary, charts, search, filters, and every difference side by side.
 *
 * What came from a server stands in it as JSON only, and the script shows it by `textContent`.
 */
const htmlDocument = (data: ReportData, options: SinkOptions): string => {
  const { left, right } = data.start;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>raildiff ${Number(left.projectId)} → ${Number(right.projectId)}</title>
<style>${STYLE}</style>
</head>
<body>
<noscript>This report is shown by a script of its own, and scripts are switched off.</noscript>
<script type="application/json" id="data">
${embedData(pageData(data, options))}
</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
};

export const createHtmlSink = documentSink(htmlDocument);
