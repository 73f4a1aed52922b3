/// The style sheet. Colours have a contrast of at least 4.5 to 1 (WCAG 2.2, AA), and none alone carries meaning.
package enum Style {
    /// The sheet's hash for `Content-Security-Policy`; a test computes it with openssl(1).
    static let hash: StaticString = "sha256-76dPQKm8mqSD5Q3zJkwF49P/uAsSBCmnlvZKJEXgvAw="

    /// Allows this style sheet and forms to this site; no script, no other address, no frame.
    package static let contentSecurityPolicy = """
        default-src 'none'; style-src '\(hash)'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    static let sheet: HTML = """

        :root {
          color-scheme: light dark;
          --back: #f6f7f8; --front: #fff; --text: #1c2127; --quiet: #58616b; --line: #dde1e5;
          --link: #0b57d0; --good: #17692f; --bad: #b3261e; --busy: #0b57d0; --late: #7a5200; --bar: #5b8def;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --back: #121519; --front: #1a1f24; --text: #e4e7ea; --quiet: #9ba5af; --line: #2e353c;
            --link: #8ab4f8; --good: #6fcf8e; --bad: #ff8f85; --busy: #8ab4f8; --late: #e8b95a; --bar: #6f9cf0;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--back); color: var(--text);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
        }
        header, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
        header { padding-top: 1rem; color: var(--quiet); }
        header .name { font-weight: 600; color: var(--text); text-decoration: none; }
        footer { padding-top: 1rem; padding-bottom: 2rem; color: var(--quiet); font-size: .875rem; }
        main:focus { outline: none; }
        section { margin: 1rem 0; padding: 1rem 1.25rem; background: var(--front); border: 1px solid var(--line);
          border-radius: .5rem; }
        h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
        h2 { margin: 0 0 .5rem; font-size: 1.0625rem; overflow-wrap: anywhere; }
        .state { white-space: nowrap; }
        h1 .state, h2 .state { font-size: .9375rem; font-weight: 400; margin-left: .5rem; }
        main > h1 { margin: 1rem 0 .75rem; }
        main > nav { margin-top: 1rem; }
        p { margin: .5rem 0; }
        a { color: var(--link); }
        a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible,
        [tabindex="0"]:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { left: 1rem; top: .5rem; padding: .25rem .5rem; background: var(--front); }
        .heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          white-space: nowrap; }
        dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 0; }
        dt { color: var(--quiet); font-size: .8125rem; }
        dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .wide { position: relative; overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--quiet); font-size: .8125rem; padding-bottom: .25rem; }
        th, td { padding: .375rem 1rem .375rem 0; text-align: left; vertical-align: baseline; white-space: nowrap;
          border-bottom: 1px solid var(--line); }
        tbody tr:last-child > * { border-bottom: 0; }
        th:last-child, td:last-child { padding-right: 0; }
        thead th { color: var(--quiet); font-size: .8125rem; font-weight: 500; }
        tbody th { font-weight: 500; }
        .number { text-align: right; }
        .quiet, .zero, .none { color: var(--quiet); font-weight: 400; }
        .sign { display: inline-block; width: 1.25em; }
        .succeeded { color: var(--good); }
        .failed { color: var(--bad); }
        .running { color: var(--busy); }
        .pending { color: var(--late); }
        .cancelled, .ignored { color: var(--quiet); }
        span.failed { font-weight: 600; }
        .run { margin-right: .75rem; }
        code, pre { font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        .command { user-select: all; -webkit-user-select: all; padding: .125rem .375rem; border: 1px solid var(--line);
          border-radius: .25rem; background: var(--back); overflow-wrap: anywhere; }
        pre { margin: .5rem 0; padding: .75rem; max-height: 30rem; overflow: auto; white-space: pre-wrap;
          overflow-wrap: anywhere; background: var(--back); border: 1px solid var(--line); border-radius: .25rem; }
        .control { color: var(--late); border-bottom: 1px dotted; }
        .note { padding: .75rem 1.25rem; border: 1px solid var(--line); border-left: 4px solid var(--late);
          border-radius: .25rem; background: var(--front); }
        summary { cursor: pointer; color: var(--quiet); }
        details { margin: .5rem 0; }
        details table { width: auto; margin-top: .5rem; }
        figure { margin: .75rem 0; }
        figcaption { font-size: .8125rem; }
        svg { display: block; width: 100%; height: 4.5rem; border-bottom: 1px solid var(--quiet); fill: var(--bar); }
        svg.failures { height: 2.25rem; fill: var(--bad); }
        .axis { display: flex; justify-content: space-between; color: var(--quiet); font-size: .8125rem;
          font-variant-numeric: tabular-nums; }
        form { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem 1rem; margin-bottom: 1rem; }
        form p { margin: 0; }
        label { display: block; color: var(--quiet); font-size: .8125rem; }
        input, select, button { font: inherit; color: inherit; padding: .25rem .5rem; background: var(--front);
          border: 1px solid var(--quiet); border-radius: .25rem; min-height: 2.25rem; max-width: 100%; }
        button { padding: .25rem 1rem; cursor: pointer; }
        nav a { margin-right: 1.5rem; }
        @media (max-width: 40rem) {
          header, main, footer { padding-left: .75rem; padding-right: .75rem; }
          section { padding: .75rem; }
          .today { display: none; }
        }
        @media print { .skip, form, nav { display: none; } section { border: 0; padding: 0; } pre { max-height: none; } }

        """
}
