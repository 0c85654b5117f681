// Makes the typeface that pages load of npm's: the weights that pages use, the characters that its unicode-range names, figures of one
// width, kerning and accents, which is 22 of 48 kilobytes. Other characters come from the system's fonts.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import subsetFont from 'subset-font';

const folder = 'wwwroot/lib/inter';
const ranges = readFileSync('Styles/tokens.css', 'utf8').match(/unicode-range: ([^;]+);/)[1];
const characters = ranges.split(',').flatMap(range => {
  const [first, last = first] = range.trim().slice(2).split('-').map(hexadecimal => parseInt(hexadecimal, 16));
  return Array.from({ length: last - first + 1 }, (_, place) => String.fromCodePoint(first + place));
});
const whole = readFileSync('node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2');
const subset = await subsetFont(whole, characters.join(''), {
  targetFormat: 'woff2', variationAxes: { wght: { min: 400, max: 700 } }, keepFeatures: ['kern', 'mark', 'mkmk', 'ccmp', 'locl', 'tnum'],
});
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/inter-latin-wght-normal.woff2`, subset);
