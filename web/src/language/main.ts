/**
 * language.js, the one script that runs before the page is read: where the address asks for another language, its
 * catalogue is loaded before page.js, and page.css keeps the page back until page.js has said it in that language.
 */

if (new URLSearchParams(location.search).get("lang") === "de") {
  document.documentElement.lang = "de";
  // Deferred scripts run in the order in which the parser meets them, and this one is met before page.js. An element
  // that a script appends would run whenever it arrives.
  document.write('<script src="dist/german.js" defer></script>');
}
