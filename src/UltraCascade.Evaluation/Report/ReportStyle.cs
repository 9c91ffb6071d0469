namespace UltraCascade.Evaluation.Report;

/// <summary>The style of the page, light and dark.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --quiet: #5b6570; --line: #d5dae0; --grid: #eceff2;
          --d0: #0b62d6; --d1: #c05c00; --d2: #8a3fc0; --d3: #6f7985; --d4: #b3261e; --d5: #9aa4ae; --label: #c62828; --rate: #b9c6d6; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #14171b; --ink: #e6e9ed; --quiet: #9aa4ae; --line: #39414a; --grid: #242a31;
            --d0: #6cb0ff; --d1: #ffa657; --d2: #cf9bff; --d3: #98a3ae; --d4: #ff7b72; --d5: #6e7883; --label: #ff6b64; --rate: #3a4a5d; } }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        main { max-width: 1260px; margin: 0 auto; padding: 24px 20px 48px; }
        h1 { font-size: 26px; margin: 0; } h2 { font-size: 19px; margin: 32px 0 8px; }
        .quiet, figcaption { color: var(--quiet); font-size: 13px; } .headline { font-size: 18px; margin: 12px 0 0; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: 5px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th { font-weight: 600; font-size: 13px; color: var(--quiet); white-space: normal; vertical-align: bottom; }
        .n { text-align: right; font-variant-numeric: tabular-nums; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); gap: 20px; margin-top: 20px; }
        figure { margin: 0; } figure.wide { margin: 16px 0 28px; overflow-x: auto; } figure.wide svg { min-width: 760px; } svg { width: 100%; height: auto; display: block; }
        .legend span { margin-right: 16px; white-space: nowrap; } .key { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; background: var(--c); }
        .d0 { --c: var(--d0); } .d1 { --c: var(--d1); } .d2 { --c: var(--d2); } .d3 { --c: var(--d3); } .d4 { --c: var(--d4); } .d5 { --c: var(--d5); }
        .axis { font-size: 11px; fill: var(--quiet); } .title { font-size: 12px; fill: var(--ink); }
        .grid { stroke: var(--grid); stroke-width: 1; } .frame { fill: none; stroke: var(--line); stroke-width: 1; }
        .curve { fill: none; stroke: var(--c); stroke-width: 1.6; } .dot { fill: var(--c); } .chosen { fill: var(--paper); stroke: var(--c); stroke-width: 3; }
        .bar { fill: var(--c); } .label { fill: var(--label); } .ignored { fill: var(--label); opacity: .3; } .rate { fill: var(--rate); }

        """;
}
