using System.Text.Json;
using System.Text.RegularExpressions;

namespace UltraCascade.Tests.Redis;

/// <summary>
/// As much of JSON Schema 2020-12 as docs/signal.schema.json uses. A keyword that is not known here is a fault, so that the
/// schema cannot promise what no test holds.
/// </summary>
internal sealed class JsonSchema(JsonElement root)
{
    private static readonly string[] s_silent = ["$schema", "$id", "$defs", "title", "description", "examples"];

    /// <summary>What is wrong, each with its path; empty when nothing is.</summary>
    public IReadOnlyList<string> Faults(JsonElement value)
    {
        List<string> faults = [];
        Check(root, value, "$", faults);
        return faults;
    }

    private void Check(JsonElement schema, JsonElement value, string path, List<string> faults)
    {
        foreach (JsonProperty rule in schema.EnumerateObject())
        {
            if (!s_silent.Contains(rule.Name) && !Holds(schema, rule, value, path, faults))
            {
                faults.Add($"{path}: {rule.Name} {rule.Value} does not hold for {value.GetRawText()}");
            }
        }
    }

    private bool Holds(JsonElement schema, JsonProperty rule, JsonElement value, string path, List<string> faults)
    {
        switch (rule.Name)
        {
            case "$ref":
                Check(root.GetProperty("$defs").GetProperty(rule.Value.GetString()!["#/$defs/".Length..]), value, path, faults);
                return true;
            case "type":
                return Types(rule.Value).Any(type => IsOf(type, value));
            case "const":
                return JsonElement.DeepEquals(rule.Value, value);
            case "enum":
                return rule.Value.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value));
            case "minimum":
                return value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.Value.GetDouble();
            case "maximum":
                return value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.Value.GetDouble();
            case "minItems":
                return value.GetArrayLength() >= rule.Value.GetInt32();
            case "maxItems":
                return value.GetArrayLength() <= rule.Value.GetInt32();
            case "pattern":
                return Regex.IsMatch(value.GetString()!, rule.Value.GetString()!);
            case "required":
                return rule.Value.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _));
            case "additionalProperties":
                return rule.Value.GetBoolean() || value.EnumerateObject().All(member => schema.GetProperty("properties").TryGetProperty(member.Name, out _));
            case "properties":
                CheckMembers(rule.Value, value, path, faults);
                return true;
            case "items":
                CheckItems(rule.Value, value, path, faults);
                return true;
            default:
                return false;
        }
    }

    private void CheckMembers(JsonElement properties, JsonElement value, string path, List<string> faults)
    {
        foreach (JsonProperty member in properties.EnumerateObject())
        {
            if (value.TryGetProperty(member.Name, out JsonElement found))
            {
                Check(member.Value, found, $"{path}.{member.Name}", faults);
            }
        }
    }

    private void CheckItems(JsonElement items, JsonElement value, string path, List<string> faults)
    {
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            Check(items, item, $"{path}[{index++}]", faults);
        }
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) && number == decimal.Truncate(number),
        _ => false,
    };
}
