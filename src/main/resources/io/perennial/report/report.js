'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const root = document.documentElement;
  const colour = name => getComputedStyle(root).getPropertyValue('--' + name).trim();

  // Charts. Every number arrives as text, too: labels and tips show what the server has written.
  const line = { solid: 'solid', dashed: [5, 4] };
  const escape = text => String(text).replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');

  function axis(from, ink) {
    const common = {
      name: from.title, nameLocation: 'middle', nameGap: from.gap || 32, nameTextStyle: { color: ink.muted, fontSize: 12 },
      axisLabel: { color: ink.muted, fontSize: 11, hideOverlap: true }, axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false },
      splitLine: { lineStyle: { color: ink.line } },
    };
    if (from.step === undefined) {
      return { ...common, type: 'category', data: from.labels, splitLine: { show: false }, boundaryGap: from.gaps !== false };
    }
    const label = value => from.labels[Math.round((value - from.min) / from.step)] || '';
    return { ...common, axisLabel: { ...common.axisLabel, formatter: label }, type: 'value', min: from.min, max: from.max, interval: from.step, axisLine: { show: false } };
  }

  function series(one, index, ink) {
    const tone = { accent: ink.accent, other: ink.other, muted: ink.muted, faint: ink.faint }[one.tone];
    const items = one.points.map(p => ({ value: p.y === undefined ? null : p.x === undefined ? p.y : [p.x, p.y], text: p.text }));
    if (one.kind === 'bar') {
      return { type: 'bar', name: one.name, stack: one.stack, data: items, itemStyle: { color: tone, borderRadius: one.stack ? 0 : [2, 2, 0, 0], decal: one.decal ? { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: -0.6, color: ink.card } : undefined }, barMaxWidth: 34 };
    }
    return {
      type: 'line', name: one.name, data: items, connectNulls: false, symbol: one.symbol || 'none', showSymbol: !!one.symbol, symbolSize: 6, z: one.tone === 'accent' ? 5 : 3,
      lineStyle: { color: tone, width: one.tone === 'accent' ? 2.5 : 1.5, type: line[one.line || 'solid'] }, itemStyle: { color: tone },
      endLabel: one.label ? { show: true, formatter: escape(one.name), color: tone, fontSize: 11 } : undefined,
    };
  }

  // The interval of each point: a whisker.
  function ranges(one, ink) {
    return {
      type: 'custom', name: one.name, silent: true, z: 6, tooltip: { show: false },
      data: one.points.map((p, i) => [i, p.low, p.high]).filter(p => p[1] !== undefined),
      renderItem: (params, api) => {
        const low = api.coord([api.value(0), api.value(1)]), high = api.coord([api.value(0), api.value(2)]);
        const style = { stroke: ink.ink, lineWidth: 1.25 };
        const cap = y => ({ type: 'line', shape: { x1: low[0] - 4, x2: low[0] + 4, y1: y, y2: y }, style });
        return { type: 'group', children: [{ type: 'line', shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style }, cap(low[1]), cap(high[1])] };
      },
    };
  }

  function option(chart) {
    const ink = Object.fromEntries(['ink', 'muted', 'line', 'accent', 'other', 'faint', 'card', 'heat'].map(name => [name, colour(name)]));
    const base = { animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink.ink }, grid: { left: chart.left || 64, right: chart.right || 44, top: chart.series.length > 1 && chart.legend ? 40 : 16, bottom: 52 } };
    const tip = { backgroundColor: ink.card, borderColor: ink.line, textStyle: { color: ink.ink, fontSize: 12 }, confine: true };
    if (chart.kind === 'heat') {
      return {
        ...base, xAxis: { ...axis(chart.x, ink), splitArea: { show: false } }, yAxis: axis(chart.y, ink),
        tooltip: { ...tip, formatter: p => escape(p.data.tip) },
        visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: [ink.card, ink.heat] } },
        series: [{ type: 'heatmap', data: chart.series[0].points.map(p => ({ value: [p.x, p.y, p.heat], text: p.text, tip: p.tip })), itemStyle: { borderColor: ink.card, borderWidth: 2 }, label: { show: true, color: ink.ink, fontSize: 11, formatter: p => p.data.text }, emphasis: { disabled: true } }],
      };
    }
    return {
      ...base, xAxis: axis(chart.x, ink), yAxis: axis(chart.y, ink),
      tooltip: { ...tip, trigger: 'axis', formatter: all => all.length ? '<b>' + escape(all[0].axisValueLabel) + '</b><br>' + all.filter(p => p.data && p.data.text).map(p => escape(p.seriesName) + ': ' + escape(p.data.text)).join('<br>') : '' },
      legend: chart.legend ? { top: 0, left: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 8, textStyle: { color: ink.muted, fontSize: 12 }, data: chart.series.filter(s => s.kind !== 'range').map(s => s.name) } : undefined,
      series: chart.series.map((one, i) => one.kind === 'range' ? ranges(one, ink) : series(one, i, ink)),
    };
  }

  const drawn = new Map();
  function draw(width) {
    for (const chart of data.charts) {
      const place = document.getElementById(chart.id);
      const before = drawn.get(chart.id);
      if (before) before.dispose();
      const plot = echarts.init(place, null, { renderer: 'svg', width: width || undefined });
      plot.setOption(option(chart));
      drawn.set(chart.id, plot);
    }
  }
  draw();
  const redraw = () => draw();
  let pending;
  addEventListener('resize', () => { clearTimeout(pending); pending = setTimeout(redraw, 120); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

  // On paper: all figures open, charts as wide as the page and in its colours, not the screen's.
  const PAPER = 690;
  let closed = [];
  const paper = { paper: '#ffffff', card: '#ffffff', ink: '#1b2421', muted: '#5a6662', line: '#d8dad5', faint: '#f4f4f0', accent: '#0f6b5c', heat: '#2b9c88', other: '#b86a2c' };
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('details:not([open])')];
    closed.forEach(each => { each.open = true; });
    Object.entries(paper).forEach(([name, value]) => root.style.setProperty('--' + name, value));
    draw(PAPER);
  });
  addEventListener('afterprint', () => {
    closed.forEach(each => { each.open = false; });
    Object.keys(paper).forEach(name => root.style.removeProperty('--' + name));
    draw();
  });

  // Tables sort by their headers.
  for (const table of document.querySelectorAll('table.sorted')) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.title = table.dataset.sort;
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const rising = head.getAttribute('aria-sort') === 'descending' || (!head.hasAttribute('aria-sort') && !head.classList.contains('n'));
        heads.forEach(other => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', rising ? 'ascending' : 'descending');
        const value = row => row.cells[at].dataset.v;
        const numeric = head.classList.contains('n');
        const compare = (a, b) => {
          const fixed = a.classList.contains('last') - b.classList.contains('last');
          if (fixed) return fixed;
          if (numeric) {
            const x = value(a), y = value(b);
            if (x === undefined || y === undefined) return (x === undefined) - (y === undefined);
            return (x - y) * (rising ? 1 : -1);
          }
          const x = value(a) || a.cells[at].textContent, y = value(b) || b.cells[at].textContent;
          return x.localeCompare(y, root.lang, { numeric: true }) * (rising ? 1 : -1);
        };
        const body = table.tBodies[0];
        body.append(...[...body.rows].sort(compare));
      });
    });
  }
})();
