/** What a terminal shows of a run, as a page that a browser can draw. */

const COLORS = {
  31: '#ff7b72',
  32: '#56d364',
  33: '#e3b341',
  34: '#79b8ff',
  35: '#c297ff',
  36: '#39c5cf',
  90: '#8b949e',
};

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** SGR sequences as spans: colours, bold and dim, and what ends them. */
function markup(line) {
  const style = { color: '', weight: '', opacity: '' };
  return line
    .split(/(\x1b\[\d+m)/)
    .map((part) => {
      const code = /^\x1b\[(\d+)m$/.exec(part)?.[1];
      if (code === undefined) {
        return `<span style="color:${style.color};font-weight:${style.weight};opacity:${style.opacity}">${escaped(part)}</span>`;
      }
      if (code === '1') style.weight = 'bold';
      else if (code === '2') style.opacity = '0.65';
      else if (code === '22') style.weight = style.opacity = '';
      else style.color = COLORS[code] ?? '';
      return '';
    })
    .join('');
}

/** The head with its notes, some differences of each kind, a suite of one side, and the summary: what there is more of is left out. */
export function shownLines(output) {
  const lines = output.trimEnd().split('\n');
  const plain = lines.map((line) => line.replace(/\x1b\[\d+m/g, ''));
  const some = (sign, count) => lines.filter((_, n) => plain[n].startsWith(sign)).slice(0, count);
  const table = plain.findIndex((line) => line.startsWith('┌'));
  return [
    ...lines.slice(0, 2),
    ...[
      ['! ', 2],
      ['~ C', 5],
      ['> C', 2],
      ['- C', 2],
      ['+ C', 1],
      ['+ suite', 2],
    ].flatMap(([sign, count]) => some(sign, count)),
    '   …',
    ...lines.slice(table),
  ];
}

export const terminalPage = (command, lines) => `<!doctype html><meta charset="utf-8">
<style>
body { margin: 0; background: #0f1318; color: #e6e9ee; }
pre { margin: 0; padding: 18px 22px; font: 13px/1.4 "DejaVu Sans Mono", monospace; white-space: pre; width: max-content; }
</style>
<pre>$ ${escaped(command)}
${lines.map(markup).join('\n')}</pre>`;
