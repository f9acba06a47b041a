using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Telenode.Tests.Host.Contract;

/// <summary>What the built device assemblies hold: nothing that compiles and then fails on the device, and no more bytes than budgeted.</summary>
[TestClass]
public class DeviceAssemblyTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void NoAssemblyDefinesOrUsesGenericsOrMultidimensionalArrays()
    {
        foreach (string path in Repository.DeviceAssemblies())
        {
            using var pe = new PEReader(File.OpenRead(path));
            MetadataReader reader = pe.GetMetadataReader();
            Assert.AreEqual(0, reader.GetTableRowCount(TableIndex.GenericParam), path + " defines generics");
            Assert.AreEqual(0, reader.GetTableRowCount(TableIndex.MethodSpec), path + " calls generic methods");
            for (int row = 1; row <= reader.GetTableRowCount(TableIndex.TypeSpec); row++)
            {
                TypeSpecification type = reader.GetTypeSpecification(MetadataTokens.TypeSpecificationHandle(row));
                Assert.IsFalse(IsBanned(reader.GetBlobReader(type.Signature)), path + " uses a generic type or a multidimensional array");
            }
        }
    }

    [TestMethod]
    public void NoAssemblyCarriesTypesOfTheCompiler()
    {
        // Such a type (RefSafetyRulesAttribute, NullableAttribute …) is dropped by the metadata processor after it has numbered the
        // types: the attributes of every type that sorts after it then sit on its neighbour, and the test launcher finds no test class.
        foreach (string path in Repository.DeviceAssemblies())
        {
            using var pe = new PEReader(File.OpenRead(path));
            MetadataReader reader = pe.GetMetadataReader();
            foreach (TypeDefinition type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
            {
                string space = reader.GetString(type.Namespace);
                Assert.IsTrue(space == "" || space.StartsWith("Telenode", StringComparison.Ordinal), $"{path} holds {space}.{reader.GetString(type.Name)}");
            }
        }
    }

    [TestMethod]
    public void AssembliesKeepTheLimitsOfTheDevice()
    {
        // The device addresses IL, strings and static data of one assembly with 16 bits, each on its own.
        foreach (string path in Repository.DeviceAssemblies())
        {
            Size size = Measure(path);
            TestContext.WriteLine($"{Path.GetFileName(path),-26} IL {size.Il,6}  static data {size.StaticData,5}  metadata {size.Metadata,6}  strings {size.Strings,6}  flash {FlashSize.Of(path),6}");
            Assert.IsTrue(size.Il < 65536, path + " has too much IL");
            Assert.IsTrue(size.StaticData < 65536, path + " has too much static data");
            Assert.IsTrue(size.Strings < 65536, path + " has too many strings");
        }
    }

    [TestMethod]
    public void MqttFitsItsBudget()
    {
        int size = FlashSize.Of(Repository.DeviceAssemblies().Single(path => Path.GetFileName(path) == "Telenode.Mqtt.dll"));
        Assert.IsTrue(size <= 20 * 1024, $"{size} bytes of flash");
    }

    // ECMA-335 §II.23.2.12: an element type, possibly within other arrays.
    private static bool IsBanned(BlobReader signature)
    {
        SignatureTypeCode code = signature.ReadSignatureTypeCode();
        while (code == SignatureTypeCode.SZArray)
        {
            code = signature.ReadSignatureTypeCode();
        }

        return code is SignatureTypeCode.Array or SignatureTypeCode.GenericTypeInstance;
    }

    private static Size Measure(string path)
    {
        using var pe = new PEReader(File.OpenRead(path));
        MetadataReader reader = pe.GetMetadataReader();
        int il = 0;
        foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
        {
            int address = reader.GetMethodDefinition(handle).RelativeVirtualAddress;
            il += address == 0 ? 0 : pe.GetMethodBody(address).Size;
        }

        int data = 0;
        foreach (FieldDefinitionHandle handle in reader.FieldDefinitions)
        {
            FieldDefinition field = reader.GetFieldDefinition(handle);
            if (field.GetRelativeVirtualAddress() != 0)
            {
                BlobReader signature = reader.GetBlobReader(field.Signature);
                signature.ReadSignatureHeader();
                signature.ReadSignatureTypeCode();
                EntityHandle type = signature.ReadTypeHandle();
                data += type.Kind == HandleKind.TypeDefinition
                    ? reader.GetTypeDefinition((TypeDefinitionHandle)type).GetLayout().Size
                    : 8;
            }
        }

        // Names and literals share one table there, literals as UTF-8.
        int strings = reader.GetHeapSize(HeapIndex.String) + (reader.GetHeapSize(HeapIndex.UserString) / 2);
        return new Size(il, data, reader.MetadataLength, strings);
    }

    private sealed record Size(int Il, int StaticData, int Metadata, int Strings);
}
