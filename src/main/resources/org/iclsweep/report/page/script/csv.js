/** The selected trials as a file. */

/**
 * A field as in RFC 4180.
 * @param {Value} value
 */
function field(value) {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

/**
 * Rows of the table trials as CSV with a header, in the columns and notation of the command query.
 * @param {Sweep} sweep
 * @param {number[]} rows
 */
export function csv(sweep, rows) {
  const lines = [sweep.columns.map((c) => c.name), ...rows.map((row) => sweep.columns.map((c) => field(c.get(row))))];
  return lines.map((line) => line.join(',') + '\n').join('');
}

/**
 * Lets the reader save a text as a file.
 * @param {string} text
 * @param {string} name
 */
export function save(text, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
