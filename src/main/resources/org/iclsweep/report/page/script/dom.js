/** Elements of the page. */

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error('the page has no element ' + id);
  }
  return element;
}

/**
 * Creates an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | boolean>} attributes `text` is its text; false leaves an attribute out
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'text') {
      element.textContent = String(value);
    } else if (value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children);
  return element;
}

/**
 * A button.
 * @param {string} text
 * @param {() => void} pressed
 * @param {Record<string, string | boolean>} [attributes]
 */
export function button(text, pressed, attributes = {}) {
  const element = make('button', { type: 'button', text, ...attributes });
  element.addEventListener('click', pressed);
  return element;
}

/**
 * A labelled choice.
 * @param {string} label
 * @param {{value: string, text: string, group?: string}[]} options
 * @param {string} value the chosen one
 * @param {(value: string) => void} chosen
 * @param {string} [name] distinguishes it from others of the same label
 */
export function choice(label, options, value, chosen, name = label) {
  const select = make('select', { name });
  /** @type {HTMLElement} */
  let into = select;
  let group = '';
  for (const option of options) {
    if ((option.group ?? '') !== group) {
      group = option.group ?? '';
      into = group === '' ? select : make('optgroup', { label: group });
      if (into !== select) {
        select.append(into);
      }
    }
    into.append(make('option', { value: option.value, text: option.text }));
  }
  select.value = value;
  select.addEventListener('change', () => chosen(select.value));
  return make('label', { class: 'choice' }, make('span', { text: label }), select);
}

/**
 * A labelled box to tick.
 * @param {string} label
 * @param {boolean} on
 * @param {(on: boolean) => void} changed
 * @param {string} [name] distinguishes it from others of the same label
 */
export function tick(label, on, changed, name = label) {
  const input = make('input', { type: 'checkbox', name, checked: on });
  input.addEventListener('change', () => changed(input.checked));
  return make('label', { class: 'tick' }, input, make('span', { text: label }));
}

/**
 * A number of columns as a grid of label and value.
 * @param {[string, string | Node][]} pairs
 */
export function facts(pairs) {
  return make('dl', {}, ...pairs.flatMap(([name, value]) => [make('dt', { text: name }), make('dd', {}, value)]));
}

/**
 * Replaces the contents of an element; what had the focus gets it back.
 * @param {HTMLElement} element
 * @param {(Node | string)[]} children
 */
export function fill(element, ...children) {
  const focused = document.activeElement;
  const name = focused !== null && element.contains(focused) ? focused.getAttribute('name') : null;
  element.replaceChildren(...children);
  if (name !== null) {
    /** @type {HTMLElement | null} */ (element.querySelector('[name="' + CSS.escape(name) + '"]'))?.focus();
  }
}
