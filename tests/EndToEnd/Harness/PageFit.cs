using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.Harness;

/// <summary>Whether all of a page can be read at a width of the window, without scrolling sideways.</summary>
public static class PageFit
{
    // Looks where the letters are, not the boxes: a text must lie within the window, within the block that it stands in, and within
    // whatever cuts or scrolls around it. What is there for screen readers alone is no text to be seen.
    private const string Misfits =
        """
        () => {
          const root = document.scrollingElement, width = root.clientWidth, found = new Set();
          if (root.scrollWidth > width) found.add(`the page is ${root.scrollWidth} wide`);
          const styles = new Map();
          const style = (element) => styles.get(element) ?? (styles.set(element, getComputedStyle(element)), styles.get(element));
          const name = (element) => element.tagName.toLowerCase() + (element.id && !/\d/.test(element.id) ? "#" + element.id : "")
            + [...element.classList].map((one) => "." + one).join("");
          const unseen = (element) => {
            for (let at = element; at && at !== document.body; at = at.parentElement)
              if (style(at).clipPath.startsWith("inset(50%") || at.matches(".skip-link, dialog:not([open]), noscript")) return true;
            return !element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
          };
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          for (let text; (text = texts.nextNode());) {
            const holder = text.parentElement;
            if (!text.data.trim() || holder.closest("script, style, option, textarea, svg, template") || unseen(holder)) continue;
            range.selectNodeContents(text);
            for (const letters of range.getClientRects()) {
              if (letters.width < 1) continue;
              const say = (what) => found.add(`${name(holder)} ${what}: ${text.data.trim().slice(0, 40)}`);
              if (letters.right > width + 1 || letters.left < -1) say("sticks out of the window");
              let block = holder;
              while (block !== document.body && style(block).display.startsWith("inline") && style(block).display === "inline")
                block = block.parentElement;
              const box = block.getBoundingClientRect();
              if (letters.right > box.right + 1.5 || letters.left < box.left - 1.5) say(`sticks out of ${name(block)}`);
              for (let at = block; at && at !== document.documentElement; at = at.parentElement) {
                const around = at.getBoundingClientRect();
                if (style(at).overflowX !== "visible" && (letters.right > around.right + 1.5 || letters.left < around.left - 1.5))
                  say(`is ${style(at).overflowX === "hidden" ? "cut" : "scrolled sideways"} by ${name(at)}`);
                if (/hidden|clip/.test(style(at).overflowY) && (letters.top > around.bottom || letters.bottom < around.top))
                  say(`is cut by the height of ${name(at)}`);
                if (style(at).position === "fixed") break;
              }
            }
          }
          for (const thing of document.querySelectorAll("svg, svg text, img, input, select, textarea, button, iframe")) {
            const box = thing.getBoundingClientRect();
            if (box.width > 0 && !unseen(thing) && (box.right > width + 1 || box.left < -1))
              found.add(`${name(thing)} sticks out of the window`);
          }
          return [...found];
        }
        """;

    /// <summary>What does not fit, each once, at each of these widths of the window; the page is loaded once.</summary>
    public static async Task<IReadOnlyList<string>> MisfitsAsync(this IPage page, IEnumerable<int> widths)
    {
        await page.WaitForLoadStateAsync();
        var found = new Dictionary<string, int>();
        foreach (var width in widths)
        {
            await page.SetViewportSizeAsync(width, 900);
            foreach (var misfit in await page.EvaluateAsync<string[]>(Misfits))
            {
                found.TryAdd(misfit, width);
            }
        }

        return [.. found.Select(each => $"at {each.Value}, {each.Key}")];
    }
}
