/** Colours that readers with colour blindness can tell apart, on light and on dark paper. */

/** After Okabe and Ito, without those that are hard to see on the paper. */
const SEPARATE = {
  light: ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00'],
  dark: ['#56b4e9', '#e69f00', '#2bbf93', '#cc79a7', '#f0e442', '#e8743b'],
};

/** The anchors of the viridis colour map, from dark violet to yellow. */
const ORDERED = ['#440154', '#482878', '#3e4a89', '#31688e', '#26828e', '#1f9e89', '#35b779', '#6ece58', '#b5de2b', '#fde725'];

/** The part of the ordered colours that is visible on light and on dark paper. */
const VISIBLE = { light: [0, 0.86], dark: [0.3, 1] };

/** Maximum number of series whose order need not be seen in their colours. */
const MAX_UNORDERED = 4;

export const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect'];

/**
 * The colour of each of some series.
 * @param {number} count
 * @param {boolean} ordered whether the series are numbers, whose order the colours show
 * @returns {string[]}
 */
export function seriesColours(count, ordered) {
  const paper = theme().dark ? 'dark' : 'light';
  if (count <= (ordered ? MAX_UNORDERED : SEPARATE[paper].length)) {
    return SEPARATE[paper].slice(0, count);
  }
  const [from, to] = VISIBLE[paper];
  return Array.from({ length: count }, (_, i) => orderedColour(from + ((to - from) * i) / Math.max(1, count - 1)));
}

/**
 * @param {number} place from 0, dark, to 1, light
 */
export function orderedColour(place) {
  const scaled = Math.max(0, Math.min(1, place)) * (ORDERED.length - 1);
  const below = Math.min(Math.floor(scaled), ORDERED.length - 2);
  const share = scaled - below;
  const parts = [1, 3, 5].map((at) => {
    const [a, b] = [ORDERED[below], ORDERED[below + 1]].map((colour) => parseInt(colour.slice(at, at + 2), 16));
    return Math.round(a + share * (b - a)).toString(16).padStart(2, '0');
  });
  return '#' + parts.join('');
}

let printing = false;
addEventListener('beforeprint', () => { printing = true; });
addEventListener('afterprint', () => { printing = false; });

/** The colours of the page around charts: dark or light as the reader's system, light in print. */
export function theme() {
  const dark = !printing && matchMedia('(prefers-color-scheme: dark)').matches;
  return dark
    ? { dark, ink: '#e6e6ea', soft: '#a3a3ae', line: '#3c3c46', paper: '#17171b', pale: '#6b6b76', accent: '#7cc4f0' }
    : { dark, ink: '#1c1c22', soft: '#5d5d68', line: '#dcdce2', paper: '#ffffff', pale: '#b9b9c4', accent: '#0b5c8f' };
}
