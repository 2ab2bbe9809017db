/* page_script.c -- the page's one script: it sorts tables by their columns.
 *
 * The page is complete without it. Figures are compared by value, whatever
 * their unit; what is not a figure comes last. A heading that holds a link gets
 * a button beside it, any other becomes one. */
#include "bench/report/page_script.h"

static const char script[] =
    "'use strict';\n"
    "const UNIT = {ns: 1e-9, '\\u00b5s': 1e-6, ms: 1e-3, KiB: 1024,\n"
    "              MiB: 1048576, GiB: 1073741824};\n"
    "function figure(text) {\n"
    "  const found = /([+-]?)([\\d,]*\\.?\\d+)\\s*([^\\s\\d.,\\u2013)]*)/"
    ".exec(text);\n"
    "  if (!found) return NaN;\n"
    "  const number = Number(found[2].replace(/,/g, '')) *\n"
    "                 (found[1] == '-' ? -1 : 1);\n"
    "  if (found[3] == '%') return (found[1] ? 1 : 0) + number / 100;\n"
    "  return number * (UNIT[found[3]] || 1);\n"
    "}\n"
    "function order(a, b, up) {\n"
    "  if (typeof a == 'string')\n"
    "    return (up ? 1 : -1) * a.localeCompare(b, 'en', {numeric: true});\n"
    "  if (isNaN(a) || isNaN(b)) return isNaN(a) - isNaN(b);\n"
    "  return up ? a - b : b - a;\n"
    "}\n"
    "function sort(table, head, column) {\n"
    "  const up = head.getAttribute('aria-sort') != 'ascending';\n"
    "  const numbers = head.style.textAlign == 'right';\n"
    "  const body = table.tBodies[0];\n"
    "  const rows = Array.from(body.rows, row => {\n"
    "    const text = row.cells[column].textContent.trim();\n"
    "    return {row, key: numbers ? figure(text) : text};\n"
    "  });\n"
    "  for (const other of table.tHead.rows[0].cells)\n"
    "    other.removeAttribute('aria-sort');\n"
    "  head.setAttribute('aria-sort', up ? 'ascending' : 'descending');\n"
    "  rows.sort((a, b) => order(a.key, b.key, up));\n"
    "  body.append(...rows.map(each => each.row));\n"
    "}\n"
    "function addButton(table, head, column) {\n"
    "  const button = document.createElement('button');\n"
    "  button.type = 'button';\n"
    "  if (head.querySelector('a'))\n"
    "    button.setAttribute('aria-label', 'Sort by ' + head.textContent);\n"
    "  else\n"
    "    button.append(...head.childNodes);\n"
    "  button.addEventListener('click', () => sort(table, head, column));\n"
    "  head.append(button);\n"
    "}\n"
    "for (const table of document.querySelectorAll('table'))\n"
    "  if (table.tBodies.length && table.tBodies[0].rows.length > 1)\n"
    "    Array.from(table.tHead.rows[0].cells).forEach(\n"
    "      (head, column) => addButton(table, head, column));\n"
    "/* A link into a folded part opens it, where the browser does not. */\n"
    "function reveal() {\n"
    "  const at = document.getElementById(location.hash.slice(1));\n"
    "  const folded = at && at.closest('details:not([open])');\n"
    "  if (!folded) return;\n"
    "  folded.open = true;\n"
    "  at.scrollIntoView();\n"
    "}\n"
    "addEventListener('hashchange', reveal);\n"
    "reveal();\n";

/* After a change, tests/bench/report/test_report.c says what it must be. */
const char page_script_digest[] =
    "sha256-k6QHnaP5DxsruqdBFLLOJiyFzLcwPOdGYmHPwiuz0ao=";

void page_put_script(FILE *out)
{
    fputs(script, out);
}
