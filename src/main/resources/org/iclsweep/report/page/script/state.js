/** The state of the page, which is in its address after #. */

/** The prefix of a condition on a column. */
const WHERE = 'where.';

/**
 * @param {string} hash
 * @returns {State}
 */
export function parsed(hash) {
  return new Map(new URLSearchParams(hash.replace(/^#/, '')));
}

/** The present state. */
export function present() {
  return parsed(location.hash);
}

/**
 * The address of the present state with changes.
 * @param {Record<string, string | null>} changes values by name; null removes one
 */
export function address(changes) {
  const state = present();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') {
      state.delete(name);
    } else {
      state.set(name, value);
    }
  }
  // An equals sign in a name or value is escaped, other signs are readable.
  return '#' + [...state].map((entry) => entry.map((text) => encodeURIComponent(text).replace(/%2C/g, ',').replace(/%20/g, '+')).join('=')).join('&');
}

/**
 * The addresses of the present state with a trial, for many of them.
 * @returns {(id: string) => string}
 */
export function trialAddresses() {
  const rest = address({ trial: null });
  return (id) => rest + (rest === '#' ? '' : '&') + 'trial=' + encodeURIComponent(id);
}

/**
 * Changes the state.
 * @param {Record<string, string | null>} changes
 * @param {boolean} [replace] whether the back button skips the present state
 */
export function go(changes, replace = false) {
  const next = address(changes);
  if (next === address({})) {
    return;
  }
  if (replace) {
    location.replace(next);
  } else {
    location.hash = next;
  }
}

/**
 * The name of the state's entry for a condition.
 * @param {Column} column
 */
export function conditionOn(column) {
  return WHERE + column.name;
}

/**
 * The conditions of a state, by column.
 * @param {State} state
 */
export function conditions(state) {
  return [...state].filter(([name]) => name.startsWith(WHERE)).map(([name, text]) => ({ name: name.slice(WHERE.length), text }));
}
