// Sentences come from the page, already in its language.
const meta = document.querySelector('meta[name="ui-texts"]');
export function text(key) {
  return (meta && meta.dataset[key]) || "";
}
