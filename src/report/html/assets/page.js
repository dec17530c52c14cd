(() => {
  'use strict';
  const figure = (text) => {
    const found = parseFloat(text.replace('+', ''));
    return Number.isNaN(found) ? null : found;
  };
  const text = (row, column) => (row.cells[column] ? row.cells[column].textContent.trim() : '');
  // Where there is no figure a row stays at the end, whichever way the others stand.
  const order = (column, down, numbers) => (a, b) => {
    const [x, y] = [text(a, column), text(b, column)];
    if (!numbers) return (down ? -1 : 1) * x.localeCompare(y, document.documentElement.lang) || a.order - b.order;
    const [p, q] = [figure(x), figure(y)];
    if (p === null || q === null) return (p === null) - (q === null) || a.order - b.order;
    return (down ? q - p : p - q) || a.order - b.order;
  };
  // Not a <button>: browsers leave those out of headings that they repeat on each printed page.
  const button = (cell, act) => {
    const made = document.createElement('span');
    made.setAttribute('role', 'button');
    made.tabIndex = 0;
    made.append(...cell.childNodes);
    cell.append(made);
    made.addEventListener('click', act);
    made.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      act();
    });
    return made;
  };
  for (const table of document.querySelectorAll('table.sortable')) {
    const [head, body] = [table.tHead.rows[0], table.tBodies[0]];
    [...body.rows].forEach((row, at) => { row.order = at; });
    [...head.cells].forEach((cell, column) => {
      button(cell, () => {
        const numbers = cell.classList.contains('n');
        const before = cell.getAttribute('aria-sort');
        // Figures are asked for from the greatest, places and names from the first.
        const down = before ? before === 'ascending' : numbers && !cell.classList.contains('place');
        for (const other of head.cells) other.removeAttribute('aria-sort');
        cell.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        body.querySelectorAll('tr.detail').forEach((row) => row.remove());
        body.append(...[...body.rows].sort(order(column, down, numbers)));
      });
    });
  }
  const board = document.querySelector('#board table');
  if (!board) return;
  const chinese = document.documentElement.lang.startsWith('zh');
  const filter = document.createElement('input');
  filter.type = 'search';
  filter.className = 'filter';
  filter.placeholder = filter.ariaLabel = chinese ? '筛选' : 'filter';
  filter.addEventListener('input', () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const row of board.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  document.querySelector('#board .hint').append(filter);
  const block = document.getElementById('details');
  if (!block) return;
  const details = JSON.parse(block.textContent);
  const cell = (kind, said, row) => {
    const made = document.createElement(kind);
    made.textContent = said;
    row.append(made);
    return made;
  };
  for (const row of board.tBodies[0].rows) {
    const name = button(row.querySelector('th'), () => {
      const next = row.nextElementSibling;
      if (next && next.classList.contains('detail')) {
        next.remove();
        name.ariaExpanded = 'false';
        return;
      }
      const under = document.createElement('tr');
      under.className = 'detail';
      const wide = under.insertCell();
      wide.colSpan = row.cells.length;
      const table = document.createElement('table');
      details.rows[row.dataset.at].forEach((one, at) => {
        if (!one) return;
        const line = table.insertRow();
        cell('th', details.indicators[at], line);
        cell('td', one[0], line);
        cell('td', one[1] + ' / ' + one[2], line).className = 'n';
      });
      wide.append(table);
      row.after(under);
      name.ariaExpanded = 'true';
    });
    name.ariaExpanded = 'false';
  }
})();
