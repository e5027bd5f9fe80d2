try {
  const kept = localStorage.getItem("gauntlet-theme");
  if (kept) document.documentElement.dataset.theme = kept;
} catch {
  // Storage may be refused.
}
