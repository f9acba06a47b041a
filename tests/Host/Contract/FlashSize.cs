using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Telenode.Tests.Host.Contract;

/// <summary>What an assembly takes of the device's flash, computed from the .dll as the metadata processor lays out a .pe: tables of
/// 8 to 24 bytes a row, each name once, tokens of 2 bytes in the code. Within 1 % of the processor's own result.</summary>
internal static class FlashSize
{
    private static readonly Dictionary<int, OpCode> _opcodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xFFFF);

    public static int Of(string path)
    {
        using var pe = new PEReader(File.OpenRead(path));
        MetadataReader reader = pe.GetMetadataReader();
        var texts = new HashSet<string>();
        int size = 124 + (12 * reader.AssemblyReferences.Count) + (8 * reader.MemberReferences.Count) + (8 * reader.TypeReferences.Count);
        foreach (TypeDefinition type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
        {
            size += 24;
            texts.Add(reader.GetString(type.Name));
            texts.Add(reader.GetString(type.Namespace));
        }

        foreach (FieldDefinition field in reader.FieldDefinitions.Select(reader.GetFieldDefinition))
        {
            if (!field.Attributes.HasFlag(FieldAttributes.Literal))
            {
                size += 8;
                texts.Add(reader.GetString(field.Name));
            }
        }

        var signatures = new HashSet<BlobHandle>();
        foreach (MethodDefinition method in reader.MethodDefinitions.Select(reader.GetMethodDefinition))
        {
            size += 16;
            texts.Add(reader.GetString(method.Name));
            signatures.Add(method.Signature);
            if (method.RelativeVirtualAddress != 0)
            {
                MethodBodyBlock body = pe.GetMethodBody(method.RelativeVirtualAddress);
                size += CodeSize(body.GetILReader(), reader, texts);
                if (!body.LocalSignature.IsNil)
                {
                    signatures.Add(reader.GetStandaloneSignature(body.LocalSignature).Signature);
                }
            }
        }

        size += signatures.Sum(signature => reader.GetBlobReader(signature).Length);
        return size + texts.Sum(text => System.Text.Encoding.UTF8.GetByteCount(text) + 1);
    }

    private static int CodeSize(BlobReader il, MetadataReader reader, HashSet<string> texts)
    {
        int size = 0;
        while (il.RemainingBytes > 0)
        {
            int value = il.ReadByte();
            value = value == 0xFE ? 0xFE00 | il.ReadByte() : value;
            OpCode code = _opcodes[value];
            size += code.Size;
            switch (code.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    il.Offset += 1;
                    size += 1;
                    break;
                case OperandType.InlineString:
                    texts.Add(reader.GetUserString(MetadataTokens.UserStringHandle(il.ReadInt32() & 0xFFFFFF)));
                    size += 2;
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok or OperandType.InlineBrTarget:
                    il.Offset += 4;
                    size += 2;
                    break;
                case OperandType.InlineSwitch:
                    int targets = il.ReadInt32();
                    il.Offset += 4 * targets;
                    size += 1 + (2 * targets);
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    il.Offset += 8;
                    size += 8;
                    break;
                case OperandType.InlineVar:
                    il.Offset += 2;
                    size += 2;
                    break;
                default:
                    il.Offset += 4;
                    size += 4;
                    break;
            }
        }

        return size;
    }
}
