using System.Text.Json;
using System.Text.Json.Serialization;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>JSON as the API speaks it: names are the import columns in snake case, ids and codes are text, empty is left out.</summary>
public static class Json
{
    public static readonly JsonSerializerOptions Options = Configure(new());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new EntityIdConverterFactory());
        options.Converters.Add(new CodeConverterFactory());
        options.Converters.Add(new TextConverter<Month>());
        options.Converters.Add(new TextConverter<Quarter>());
        return options;
    }

    private sealed class EntityIdConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsValueType
            && typeToConvert.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityId<>));

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(EntityIdConverter<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class EntityIdConverter<TId> : JsonConverter<TId>
        where TId : struct, IEntityId<TId>
    {
        public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            IEntityId<TId>.TryParse(reader.GetString(), out var id) ? id : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }

    private sealed class CodeConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(CodeConverter<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class CodeConverter<TEnum> : JsonConverter<TEnum>
        where TEnum : struct, Enum
    {
        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Code.TryParse<TEnum>(reader.GetString(), out var value) ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Code.Of(value));
    }

    /// <summary>What has a text of its own: months and quarters.</summary>
    private sealed class TextConverter<T> : JsonConverter<T>
        where T : struct, IParsable<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            T.TryParse(reader.GetString(), null, out var value) ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
