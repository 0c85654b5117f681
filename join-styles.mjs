// Joins the style sheet that every page loads: one file and one round trip, whatever it is kept in. Comments stay behind.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

// The later overrules the earlier.
const order = ['tokens', 'frame', 'buttons', 'tables', 'parts', 'forms', 'steps', 'basic-details', 'rows', 'pages', 'devices'];
const text = order.map(name => readFileSync(`Styles/${name}.css`, 'utf8')).join('')
  .replace(/\/\*[\s\S]*?\*\//g, '').replace(/[ \t]+$/gm, '').replace(/\n{2,}/g, '\n').trimStart();
mkdirSync('wwwroot/lib', { recursive: true });
writeFileSync('wwwroot/lib/site.css', text);
