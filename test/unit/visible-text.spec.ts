import fc from 'fast-check';
import { visibleText } from '../../src/compare/visible-text.js';

describe('the same to a reader, in Markdown and in HTML', () => {
  it.each([
    ['a paragraph', 'One two', '<p>One two</p>'],
    ['two paragraphs', 'One\n\ntwo', '<p>One</p><p>two</p>'],
    ['a line break', 'One\ntwo', '<p>One<br>two</p>'],
    ['bold, italic and code', '**One** _two_ `three`', '<b>One</b> <i>two</i> <code>three</code>'],
    ['inline styles', 'One', '<p style="color: red"><span class="x">One</span></p>'],
    ['a heading', '# One', '<h1>One</h1>'],
    ['a link', '[here](https://a.example/x)', '<a href="https://a.example/x">here</a>'],
    [
      'an image',
      '![pic](index.php?/attachments/get/1)',
      '<img alt="pic" src="index.php?/attachments/get/1">',
    ],
    ['a list', '- one\n- two', '<ul><li>one</li><li>two</li></ul>'],
    ['another bullet', '* one\n* two', '- one\n- two'],
    ['a loose list', '- one\n\n- two', '<ul><li><p>one</p></li><li><p>two</p></li></ul>'],
    ['a numbered list', '1. one\n2. two', '<ol><li>one</li><li>two</li></ol>'],
    ['a list in a list', '- one\n  - two', '<ul><li>one<ul><li>two</li></ul></li></ul>'],
    [
      'a table',
      '| a | b |\n|---|---|\n| 1 | 2 |',
      '<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>',
    ],
    ['the table of TestRail', '|||:a|:b\n|| 1 | 2', '| a | b |\n|---|---|\n| 1 | 2 |'],
    ['entities', 'a & b', '<p>a &amp; b</p>'],
    ['a word in angle brackets', 'Type <user>', '<p>Type &lt;user&gt;</p>'],
    ['a word that looks like a closing tag', 'Ends with </user>', '<p>Ends with &lt;/user&gt;</p>'],
    ['a word within an attribute', '![a <user>](x.png)', '<img alt="a &lt;user&gt;" src="x.png">'],
    ['a word in a field of several lines', 'Type <user>', '<textarea>Type <user></textarea>'],
    ['what an office program left behind', 'One', '<p>One<o:p></o:p></p>'],
    ['what stands in a field', 'Ada', '<input value="Ada" placeholder="name">'],
    ['what stands in an empty field', 'name', '<input placeholder="name"><input type="hidden" value="x">'],
    ['white space', '  One   two  ', '<p>One\n two</p>'],
  ])('%s', (_, left, right) => {
    expect(visibleText(left)).toBe(visibleText(right));
  });
});

describe('not the same to a reader', () => {
  it.each([
    ['another word', '**One**', '**Two**'],
    ['another address', '[here](https://a.example)', '[here](https://b.example)'],
    ['a link and its words', '[here](https://a.example)', 'here'],
    ['another picture', '![](x.png)', '![](y.png)'],
    ['a picture less', 'One ![](x.png)', 'One'],
    ['a list and a line', '- one', 'one'],
    ['numbers and bullets', '1. one', '- one'],
    ['another number', '1. one', '2. one'],
    ['another level', '- one\n- two', '- one\n  - two'],
    ['one line and two', 'One two', 'One\n\ntwo'],
    ['another cell', '| a | b |\n|---|---|\n| 1 | 2 |', '| a | b |\n|---|---|\n| 2 | 1 |'],
    ['another word in angle brackets', 'Type <user>', 'Type <password>'],
    ['a word in angle brackets less', 'Type <User name> here', 'Type here'],
    ['a word that looks like a closing tag', 'Ends with </user>', 'Ends with'],
    ['another one that does', 'Ends with </user> here', 'Ends with </name> here'],
    ['a word that is opened and closed in other places', '**<user>** x', '<user>** x** </user>'],
    ['another word at the end of a record', '<user>x</user>', '<name>x</name>'],
    ['another word in a field', '<input value="Ada">', '<input value="Bob">'],
    ['a comparison sign', 'a < b', 'a > b'],
    ['escaped markup', '\\*one\\*', '*one*'],
  ])('%s', (_, left, right) => {
    expect(visibleText(left)).not.toBe(visibleText(right));
  });
});

it('hides what is no text, and shows no script', () => {
  expect(visibleText('<p>One</p><script>two()</script><style>p{}</style>')).toBe('One');
});

it('a text without markup is the same the quick way and the long way', () => {
  const word = fc.stringMatching(/^[a-zA-Zäé0-9.,:;!?()'"/%$@ -]{0,12}$/);
  const plain = fc.array(word, { maxLength: 6 }).map((words) => words.join('\n'));
  fc.assert(
    fc.property(plain, (text) => {
      // A comment shows nothing, and sends the text the long way.
      expect(visibleText(`${text}\n\n<!-- -->`)).toBe(visibleText(text));
    }),
    { numRuns: 2_000 },
  );
});

it('takes any text, and its result changes nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      expect(typeof visibleText(text)).toBe('string');
    }),
    { numRuns: 2_000 },
  );
});
