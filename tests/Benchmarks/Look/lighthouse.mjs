// Runs Lighthouse over pages as somebody who is signed in: node lighthouse.mjs FOLDER-WITH-LIGHTHOUSE CHROMIUM RUNS < pages.json
// where pages.json is [{ "name", "url", "cookie" }]; prints one JSON line a page and run.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, chromium, runs] = process.argv.slice(2);
const resolve = createRequire(`${folder}/package.json`).resolve;
const load = async name => import(pathToFileURL(resolve(name)));
const { default: lighthouse } = await load('lighthouse');
const { default: desktop } = await load('lighthouse/core/config/desktop-config.js');
const launcher = await load('chrome-launcher');
let input = '';
for await (const chunk of process.stdin) { input += chunk; }

const chrome = await launcher.launch({ chromePath: chromium, chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'] });
try {
  for (const { name, url, cookie } of JSON.parse(input)) {
    for (let run = 0; run < Number(runs); run++) {
      const { lhr } = await lighthouse(url, {
        port: chrome.port, logLevel: 'silent', output: [], extraHeaders: cookie ? { Cookie: cookie } : undefined,
        onlyCategories: ['performance', 'accessibility', 'best-practices'],
      }, desktop);
      const requests = lhr.audits['network-requests'].details?.items ?? [];
      console.log(JSON.stringify({
        name, at: lhr.finalDisplayedUrl, error: lhr.runtimeError?.message,
        performance: Math.round(100 * lhr.categories.performance.score), accessibility: Math.round(100 * lhr.categories.accessibility.score),
        practices: Math.round(100 * lhr.categories['best-practices'].score), shift: lhr.audits['cumulative-layout-shift'].numericValue,
        paint: Math.round(lhr.audits['largest-contentful-paint'].numericValue),
        kilobytes: requests.reduce((sum, each) => sum + (each.transferSize ?? 0), 0) / 1000,
        biggest: requests.map(each => [new URL(each.url).pathname, each.transferSize]).sort((a, b) => b[1] - a[1]).slice(0, 6),
        faults: Object.values(lhr.audits).filter(audit => audit.score !== null && audit.score < 1
          && ['accessibility', 'best-practices'].some(key => lhr.categories[key].auditRefs.some(ref => ref.id === audit.id && ref.weight > 0)))
          .map(audit => audit.id),
      }));
    }
  }
} finally {
  await chrome.kill();
}
