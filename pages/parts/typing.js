// Takes what is typed as soon as the hand rests, by the key that Streamlit's text area itself knows
// for it (Ctrl+Enter). It reads nothing, sends nothing, and moves neither focus nor caret.
const REST = 400; // ms
const waiting = new WeakMap();

function typed({ target, isComposing }) {
  if (isComposing || !target.matches?.("[class*=st-key-typing_] textarea")) return;
  clearTimeout(waiting.get(target));
  const take = new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true });
  waiting.set(target, setTimeout(() => target.isConnected && target.dispatchEvent(take), REST));
}

for (const what of ["input", "compositionend"]) document.addEventListener(what, typed);
