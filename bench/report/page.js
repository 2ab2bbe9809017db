/* page.js -- sorts tables by their columns, and opens what is linked to or
 * printed.
 *
 * The page is complete without it. Figures are compared by value, whatever
 * their unit; what is not a figure comes last. A heading that holds a link gets
 * a button beside it, any other becomes one. */
'use strict';
const UNIT = {ns: 1e-9, '\u00b5s': 1e-6, ms: 1e-3, KiB: 1024,
              MiB: 1048576, GiB: 1073741824};
function figure(text) {
  const found = /([+-]?)([\d,]*\.?\d+)\s*([^\s\d.,\u2013)]*)/.exec(text);
  if (!found) return NaN;
  const number = Number(found[2].replace(/,/g, '')) *
                 (found[1] == '-' ? -1 : 1);
  if (found[3] == '%') return (found[1] ? 1 : 0) + number / 100;
  return number * (UNIT[found[3]] || 1);
}
function order(a, b, up) {
  if (typeof a == 'string')
    return (up ? 1 : -1) * a.localeCompare(b, 'en', {numeric: true});
  if (isNaN(a) || isNaN(b)) return isNaN(a) - isNaN(b);
  return up ? a - b : b - a;
}
function sort(table, head, column) {
  const up = head.getAttribute('aria-sort') != 'ascending';
  const numbers = head.style.textAlign == 'right';
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, row => {
    const text = row.cells[column].textContent.trim();
    return {row, key: numbers ? figure(text) : text};
  });
  for (const other of table.tHead.rows[0].cells)
    other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
  rows.sort((a, b) => order(a.key, b.key, up));
  body.append(...rows.map(each => each.row));
}
function addButton(table, head, column) {
  const button = document.createElement('button');
  button.type = 'button';
  if (head.querySelector('a'))
    button.setAttribute('aria-label', 'Sort by ' + head.textContent);
  else
    button.append(...head.childNodes);
  button.addEventListener('click', () => sort(table, head, column));
  head.append(button);
}
for (const table of document.querySelectorAll('.scroll table'))
  if (table.tBodies.length && table.tBodies[0].rows.length > 1 &&
      table.tHead.rows[0].cells[0].textContent != 'line')
    Array.from(table.tHead.rows[0].cells).forEach(
      (head, column) => addButton(table, head, column));
/* A question's answers can be chosen; that opens the verdict. */
const ANSWERS = ['supported', 'partly', 'refuted'];
function ask(list, number) {
  const fold = list.nextElementSibling;
  const verdict = fold.querySelector('p').textContent;
  const found = ANSWERS.findIndex(word => verdict.includes(word));
  const right = found < 0 ? ANSWERS.length : found;
  const said = document.createElement('p');
  said.setAttribute('role', 'status');
  list.after(said);
  list.setAttribute('role', 'radiogroup');
  list.setAttribute('aria-label', 'Does it hold?');
  Array.from(list.children).forEach((item, index) => {
    const label = document.createElement('label');
    const input = document.createElement('input');
    item.setAttribute('role', 'none');
    input.type = 'radio';
    input.name = 'question-' + number;
    input.addEventListener('change', () => {
      said.textContent = index == right ? 'Right.' : 'Not so.';
      fold.open = true;
    });
    label.append(input, ' ', ...item.childNodes);
    item.append(label);
  });
}
if (document.getElementById('the-questions'))
  document.querySelectorAll('main > ol').forEach(ask);
/* A link into a folded part opens it, where the browser does not. */
function reveal() {
  const at = document.getElementById(location.hash.slice(1));
  let folded, any = false;
  while (folded = at && at.closest('details:not([open])'))
    any = folded.open = true;
  if (any) at.scrollIntoView();
}
/* What is printed is open, and folded again afterwards. */
let unfolded = [];
addEventListener('beforeprint', () => {
  const folded = document.getElementById('the-questions') ? 'none' :
      'details:not([open])'; /* a sheet of questions has no verdicts */
  unfolded = Array.from(document.querySelectorAll(folded));
  for (const each of unfolded) each.open = true;
});
addEventListener('afterprint', () => {
  for (const each of unfolded) each.open = false;
});
addEventListener('hashchange', reveal);
reveal();
